import type { RawEvidence } from "@/lib/contract/console/payment-detail";
import type { DetailRows } from "./detail-rows";
import { triggerWords } from "./trigger-words";

/** Raw answers are up to 64 KiB each; a page carries the newest few. */
const RAW_MAX = 10;

/** What the processor really said, newest first: look-ups and answers to sends. */
export function rawEvidence(rows: DetailRows, processorName: string): RawEvidence[] {
  const looks = rows.evidence.flatMap((item, index): RawEvidence[] =>
    item.body === null ? [] : [{ id: item.id, at: item.answeredAt.toISOString(), label: `Look-up ${rows.evidenceBefore + index + 1}, ${triggerWords(item.trigger, item.actor)}`, httpStatus: item.httpStatus, body: item.body }]);
  const answers = rows.sends.flatMap((send): RawEvidence[] =>
    send.responseBody === null ? [] : [{ id: `${send.attemptId}.${send.number}`, at: (send.finishedAt ?? send.at).toISOString(), label: `${processorName}’s answer to send ${send.number}`, httpStatus: send.httpStatus, body: send.responseBody }]);
  return [...looks, ...answers].sort((a, b) => b.at.localeCompare(a.at)).slice(0, RAW_MAX);
}
