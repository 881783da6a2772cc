"use client";

import { useState } from "react";
import type { PaymentPage } from "@/lib/contract/console/payment-row";

export type HeldRows = {
  /** What is on screen; undefined until the first answer. */
  shown: PaymentPage | undefined;
  /** Payments that arrived since and are not on screen yet. */
  arrived: number;
  show(): void;
  /** The pointer or the cursor is among the rows: nothing may move under it. */
  setTouched(touched: boolean): void;
};

/**
 * Rows never move under a pointer or a selection. While something is selected the rows stand still altogether; while
 * they are pointed at, those on screen are brought up to date in place and new ones wait behind the pill.
 */
export function useHeldRows(latest: PaymentPage | undefined, listKey: string, selected: number): HeldRows {
  const [kept, setKept] = useState<{ listKey: string; page: PaymentPage } | null>(null);
  const [touched, setTouched] = useState(false);
  const holding = selected > 0 || touched;
  const sameList = kept !== null && kept.listKey === listKey;
  const stale = latest !== undefined && (!sameList || (!holding && kept.page !== latest));
  // Adjusting state while rendering, as React advises for what follows from other state.
  if (stale) setKept({ listKey, page: latest });
  const base = stale ? latest : sameList ? kept.page : undefined;
  const shown = base && latest && touched && selected === 0 ? updatedInPlace(base, latest) : base;
  return { shown, arrived: base && latest ? arrivals(base, latest) : 0, show: () => latest && setKept({ listKey, page: latest }), setTouched };
}

function updatedInPlace(base: PaymentPage, latest: PaymentPage): PaymentPage {
  const fresh = new Map(latest.data.map((row) => [row.id, row]));
  return { ...base, data: base.data.map((row) => fresh.get(row.id) ?? row) };
}

/** Ids are in the order of time, so what sorts after the newest row on screen has arrived since. */
function arrivals(base: PaymentPage, latest: PaymentPage): number {
  const newest = base.data[0]?.id ?? "";
  return latest.data.filter((row) => row.id > newest).length;
}
