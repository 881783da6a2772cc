import { env } from "@/lib/env";

/**
 * Named points of the money path, where a crash must lose nothing. A test names one in LATCHKEY_CRASH_POINT and the
 * process ends there as by kill -9; without the setting a point costs one comparison.
 */
export const NAMED_POINTS = [
  "before_claim", "after_claim", "before_send", "after_charge", "before_close", "after_close", "during_inquiry", "during_resend",
] as const;
export type NamedPoint = (typeof NAMED_POINTS)[number];

export async function reachPoint(point: NamedPoint): Promise<void> {
  if (env().LATCHKEY_CRASH_POINT === point) {
    process.kill(process.pid, "SIGKILL");
    // The signal is asynchronous: nothing may happen between it and the end.
    await new Promise(() => undefined);
  }
}
