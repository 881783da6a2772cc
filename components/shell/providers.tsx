"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { makeQueryClient } from "@/lib/queries/query-client";
import { TimeProvider } from "../format/time-context";
import { ToastProvider } from "../ui/toast";
import { RefreshProvider } from "./refresh-context";
import { ShortcutsProvider } from "./shortcuts";

type Props = { zone: string; shortcuts: boolean; renderedAtMs: number; children: ReactNode };

/** What every page of the console stands in. */
export function Providers({ zone, shortcuts, renderedAtMs, children }: Props) {
  const [client] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={client}>
      <TimeProvider zone={zone} renderedAtMs={renderedAtMs}>
        <RefreshProvider>
          <ShortcutsProvider enabled={shortcuts}>
            <ToastProvider>{children}</ToastProvider>
          </ShortcutsProvider>
        </RefreshProvider>
      </TimeProvider>
    </QueryClientProvider>
  );
}
