import { InvalidArgumentError } from "commander";
import { z } from "zod";
import { parseSchedule } from "@/lib/env";

/** `24h`, `90s`, `7d` → milliseconds. */
export function durationMs(text: string): number {
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  const ms = days === undefined ? parseSchedule(text)?.[0] : Number(days) * 86_400_000;
  if (ms === undefined || ms === 0 || text.includes(",")) throw new InvalidArgumentError("It is a duration such as 90s, 15m, 24h or 7d.");
  return ms;
}

/** A retention is stored in whole seconds, at least one, at most ten years. */
export function retentionS(text: string): number {
  const seconds = Math.floor(durationMs(text) / 1_000);
  if (seconds < 1 || seconds > 315_360_000) throw new InvalidArgumentError("It is at least 1s and at most 3650d.");
  return seconds;
}

export function instant(text: string): string {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new InvalidArgumentError("It is a time such as 2026-11-24T09:00:00Z.");
  return new Date(ms).toISOString();
}

export function address(text: string): string {
  if (!z.url({ protocol: /^https?$/ }).safeParse(text).success) throw new InvalidArgumentError("It is an address such as https://api.stripe.com.");
  return text;
}

export function email(text: string): string {
  if (!z.email().safeParse(text).success) throw new InvalidArgumentError("It is an e-mail address.");
  return text;
}

/** A name that fits on screen and in a URL. */
export function merchantName(text: string): string {
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u.test(text)) throw new InvalidArgumentError("It has 1 to 100 letters, digits, spaces, dots, - or _.");
  return text;
}
