"use client";

import { useSearchParams } from "next/navigation";
import { createContext, type ReactNode, useContext } from "react";
import type { ConsoleMerchant } from "@/lib/contract/console/health";

/** Who is signed in and what they see; no right is decided here, the verbs decide. */
type ConsoleOperator = { email: string; role: string; mayCheck: boolean; mayReconcile: boolean; mayTry: boolean };
type Console = { operator: ConsoleOperator; merchants: readonly ConsoleMerchant[]; remembered: string | null; address: string };

const ConsoleContext = createContext<Console | null>(null);

export function ConsoleProvider({ value, children }: { value: Console; children: ReactNode }) {
  return <ConsoleContext value={value}>{children}</ConsoleContext>;
}

export function useConsole(): Console {
  const value = useContext(ConsoleContext);
  if (!value) throw new Error("used outside the console's layout");
  return value;
}

/** The merchant of this page: the URL's, else the one looked at last, else the first. */
export function useMerchant(): ConsoleMerchant | null {
  const { merchants, remembered } = useConsole();
  const named = useSearchParams().get("merchant");
  const find = (name: string | null) => merchants.find((merchant) => merchant.name === name);
  return find(named) ?? find(remembered) ?? merchants[0] ?? null;
}
