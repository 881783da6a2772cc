"use client";

import { createContext, type ReactNode, useContext, useState, useSyncExternalStore } from "react";
import { remember } from "../shell/remember";

type Zone = { zone: string; setZone(zone: string): void; renderedAtMs: number };
const ZoneContext = createContext<Zone>({ zone: "UTC", setZone: () => undefined, renderedAtMs: 0 });

/** One time zone for everything on screen, kept in a cookie so that the server writes the same hours. */
export function TimeProvider({ zone: initial, renderedAtMs, children }: { zone: string; renderedAtMs: number; children: ReactNode }) {
  const [zone, setShown] = useState(initial);
  const setZone = (next: string) => {
    remember("zone", next);
    setShown(next);
  };
  return <ZoneContext value={{ zone, setZone, renderedAtMs }}>{children}</ZoneContext>;
}

export function useZone(): Zone {
  return useContext(ZoneContext);
}

const TICK_MS = 1_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const notify of listeners) notify();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time in steps: a component renders again only when the step changes. The first render is the server's. */
export function useNow(stepMs = TICK_MS): number {
  const { renderedAtMs } = useContext(ZoneContext);
  const floor = (ms: number) => Math.floor(ms / stepMs) * stepMs;
  return useSyncExternalStore(subscribe, () => floor(Date.now()), () => floor(renderedAtMs));
}
