"use client";

import type { RefObject } from "react";
import type { PaymentRow } from "@/lib/contract/console/payment-row";
import { useKeys, useShortcuts } from "../shell/shortcuts";
import type { Selection } from "./use-selection";

/**
 * j and k move the focus over the rows' links, so that Enter opens and screen readers follow; x selects, Escape clears.
 * Focus itself is the cursor: there is no second one to drift from it.
 */
export function useRowKeys(body: RefObject<HTMLElement | null>, rows: readonly PaymentRow[], selection: Selection): void {
  const { enabled } = useShortcuts();
  const links = () => [...(body.current?.querySelectorAll<HTMLElement>("[data-row-link]") ?? [])];
  const current = () => links().findIndex((link) => link.closest("tr")?.contains(document.activeElement));
  const move = (by: number) => {
    const all = links();
    const at = current();
    const next = all[at === -1 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))];
    next?.focus();
    next?.closest("tr")?.scrollIntoView({ block: "nearest" });
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const row = rows[current()];
      if (row) selection.toggle(row);
    },
    Escape: () => selection.clear(),
  }, enabled);
}
