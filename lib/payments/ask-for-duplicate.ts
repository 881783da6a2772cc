import { setTimeout as sleep } from "node:timers/promises";
import { inquire } from "@/lib/attempts/inquire";
import { inquiryState } from "@/lib/attempts/inquiry-claim.sql";
import { clock } from "@/lib/clock";
import { trackDetached } from "@/lib/drain";
import { awaitSettlement } from "./await-settlement";
import type { CreateRequest } from "./create-request";
import type { ClaimedKey } from "./duplicate-facts.sql";

/** How often an inquiry that somebody else has under way is looked after. */
const LOOK_EVERY_MS = 100;

/**
 * Row 10: asks the processor what became of the attempt, within the client's patience; it looks up and never sends.
 * An inquiry that is under way, or ended less than 5 s ago, is shared. The asking itself goes on when the patience ends.
 */
export async function askForDuplicate(request: CreateRequest, key: ClaimedKey, waitMs: number): Promise<void> {
  const merchantId = request.merchant.id;
  const asking = trackDetached(
    inquire({ merchantId, connectionId: key.connection_id, attemptIds: [key.attempt_id], trigger: "duplicate", actor: null }).then(
      (inquired) => inquired.length > 0,
      // What could not be asked now stays on the schedule; the duplicate is told what is known.
      () => true,
    ),
  );
  if (waitMs <= 0) return;
  const startedMs = clock.monotonicMs();
  const asked = await Promise.race([asking, sleep(waitMs, true, { ref: false })]);
  if (!asked) await shareInquiry(merchantId, key, waitMs - (clock.monotonicMs() - startedMs));
}

/** Waits for another's inquiry to end; a payment that settles meanwhile ends the wait at once. */
async function shareInquiry(merchantId: string, key: ClaimedKey, waitMs: number): Promise<void> {
  const endMs = clock.monotonicMs() + waitMs;
  // The inquiry's own claim bounds it; this loop ends with the client's patience at the latest.
  while (clock.monotonicMs() < endMs) {
    const { underway } = await inquiryState(merchantId, key.attempt_id);
    if (!underway) return;
    await awaitSettlement(merchantId, key.operation_id, { sinceVersion: key.version, waitMs: Math.min(LOOK_EVERY_MS, endMs - clock.monotonicMs()) });
  }
}

