"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { TryAnswer, TryRequest, TryRun } from "@/lib/contract/console/try-it";
import { sendTry, tryKeys } from "@/lib/queries/try-it";

export type Trying = {
  key: string;
  setKey(key: string): void;
  /** Requests that this page sent and that are not answered yet. */
  underWay: number;
  last: { answer: TryAnswer } | { failure: string } | null;
  /** Something was answered so recently that its record may still be on its way. */
  isRecent(): boolean;
  send(wanted: Omit<TryRequest, "merchant" | "key">, run: TryRun | undefined): void;
  again(run: TryRun | undefined): void;
};

/** What a client was told is written down in batches, about a second later. */
const RECENT_MS = 4_000;

/** 24 random bits, as the server makes them for the first key. */
const freshKey = (): string => `try-${[...crypto.getRandomValues(new Uint8Array(3))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

/** Sends as often as it is asked to: two tabs, a double click and a retry loop are what this page is for. */
export function useTry(merchant: string, initialKey: string): Trying {
  const [key, setKeyShown] = useState(initialKey);
  const [underWay, setUnderWay] = useState(0);
  const [last, setLast] = useState<Trying["last"]>(null);
  const answeredAtMs = useRef(Number.NEGATIVE_INFINITY);
  const client = useQueryClient();
  const setKey = (next: string) => {
    setKeyShown(next);
    // The address names the key, so that a colleague sees the same story; nothing is loaded for it.
    history.replaceState(null, "", `?${new URLSearchParams({ merchant, key: next })}`);
  };
  const request = async (wanted: TryRequest) => {
    setUnderWay((count) => count + 1);
    try {
      setLast({ answer: await sendTry(wanted) });
    } catch (error) {
      setLast({ failure: error instanceof Error ? error.message : "The request was not answered." });
    } finally {
      answeredAtMs.current = performance.now();
      setUnderWay((count) => count - 1);
      await client.invalidateQueries({ queryKey: tryKeys.run(merchant, wanted.key) });
    }
  };
  return {
    key, setKey, underWay, last,
    isRecent: () => performance.now() - answeredAtMs.current < RECENT_MS,
    send: (wanted, run) => {
      // A key that was used already stands for its first request: a new one needs a new key.
      const used = run?.payment !== null && run?.payment !== undefined;
      const next = used || key.trim() === "" ? freshKey() : key;
      setKey(next);
      void request({ ...wanted, merchant, key: next });
    },
    again: (run) => {
      if (run?.sent) void request(run.sent);
    },
  };
}
