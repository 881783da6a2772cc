"use client";

import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { PaymentRow } from "@/lib/contract/console/payment-row";
import { RUN_PAYMENTS_MAX } from "@/lib/contract/console/run";
import { useRefresh } from "../shell/refresh-context";

export type Selection = {
  size: number;
  ids: readonly string[];
  has(id: string): boolean;
  toggle(row: Pick<PaymentRow, "id">, on?: boolean): void;
  setAll(rows: readonly Pick<PaymentRow, "id">[], on: boolean): void;
  clear(): void;
};

const EMPTY: readonly string[] = [];
const STORE_KEY = "latchkey.selection";
const listeners = new Set<() => void>();
let cached: { merchant: string; ids: readonly string[] } | undefined;

/** Kept for the tab: paging, opening a payment and reloading do not lose it; another merchant's list starts anew. */
function read(merchant: string): readonly string[] {
  if (cached?.merchant === merchant) return cached.ids;
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORE_KEY) ?? "null") as typeof cached | null;
    cached = { merchant, ids: stored?.merchant === merchant && Array.isArray(stored.ids) ? stored.ids : EMPTY };
  } catch {
    cached = { merchant, ids: EMPTY };
  }
  return cached.ids;
}

function write(merchant: string, ids: readonly string[]): void {
  cached = { merchant, ids: ids.slice(0, RUN_PAYMENTS_MAX) };
  sessionStorage.setItem(STORE_KEY, JSON.stringify(cached));
  for (const notify of listeners) notify();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** What is selected, by id. While anything is, the page's refresh says that it holds still. */
export function useSelection(merchant: string): Selection {
  const ids = useSyncExternalStore(subscribe, () => read(merchant), () => EMPTY);
  const { hold } = useRefresh();
  useEffect(() => {
    hold(ids.length > 0 ? `${ids.length} ${ids.length === 1 ? "is" : "are"} selected` : null);
    return () => hold(null);
  }, [hold, ids.length]);
  return useMemo<Selection>(() => {
    const set = new Set(ids);
    return {
      size: ids.length, ids, has: (id) => set.has(id),
      toggle: (row, on = !set.has(row.id)) => write(merchant, on ? [...set, row.id] : ids.filter((id) => id !== row.id)),
      setAll: (rows, on) => {
        const page = new Set(rows.map((row) => row.id));
        write(merchant, on ? [...new Set([...ids, ...page])] : ids.filter((id) => !page.has(id)));
      },
      clear: () => write(merchant, EMPTY),
    };
  }, [ids, merchant]);
}
