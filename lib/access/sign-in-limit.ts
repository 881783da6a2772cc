import { clock } from "@/lib/clock";

/** Ten wrong passwords in a quarter of an hour: people forget, but not more often than that. */
const FAILURES_MAX = 10;
const WINDOW_MS = 15 * 60_000;
/** E-mails remembered at once; the oldest is forgotten first, so that made-up ones can't fill the memory. */
const REMEMBERED_MAX = 10_000;

type Failures = { count: number; startedMs: number };
const failures = new Map<string, Failures>();

const slot = (email: string): string => email.trim().toLowerCase().slice(0, 254);

/** Seconds until this e-mail may be tried again; null where it may be tried now. */
export function signInBlockedS(email: string): number | null {
  const seen = failures.get(slot(email));
  if (!seen) return null;
  const leftMs = seen.startedMs + WINDOW_MS - clock.monotonicMs();
  if (leftMs <= 0) {
    failures.delete(slot(email));
    return null;
  }
  return seen.count >= FAILURES_MAX ? Math.ceil(leftMs / 1_000) : null;
}

/** Remembers how a sign-in ended: a right password forgives the wrong ones before it. */
export function noteSignIn(email: string, succeeded: boolean): void {
  const key = slot(email);
  if (succeeded) {
    failures.delete(key);
    return;
  }
  const seen = failures.get(key) ?? { count: 0, startedMs: clock.monotonicMs() };
  failures.delete(key);
  failures.set(key, { ...seen, count: seen.count + 1 });
  if (failures.size > REMEMBERED_MAX) {
    const [oldest] = failures.keys();
    if (oldest !== undefined) failures.delete(oldest);
  }
}
