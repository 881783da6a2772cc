"use client";

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";

/** How often a page asks again while it is live. */
const REFRESH_MS = 5_000;

type Refresh = {
  /** The operator stopped every refetch. */
  paused: boolean;
  setPaused(paused: boolean): void;
  /** Why rows hold still by themselves ("12 are selected"); null while nothing holds them. */
  held: string | null;
  hold(reason: string | null): void;
  /** For `refetchInterval`: false stops it. */
  interval: number | false;
};
const RefreshContext = createContext<Refresh>({ paused: false, setPaused: () => undefined, held: null, hold: () => undefined, interval: REFRESH_MS });

/** One switch for every query of the console. TanStack Query itself stops while the tab is hidden. */
export function RefreshProvider({ children }: { children: ReactNode }) {
  const [paused, setPaused] = useState(false);
  const [held, setHeld] = useState<string | null>(null);
  const hold = useCallback((reason: string | null) => setHeld(reason), []);
  const value = useMemo<Refresh>(() => ({ paused, setPaused, held, hold, interval: paused ? false : REFRESH_MS }), [paused, held, hold]);
  return <RefreshContext value={value}>{children}</RefreshContext>;
}

export const useRefresh = (): Refresh => useContext(RefreshContext);
