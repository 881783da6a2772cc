import type { PaymentDetail } from "@/lib/contract/console/payment-detail";
import type { Merchant } from "@/lib/db/generated/client";
import { env } from "@/lib/env";
import { encodeId } from "@/lib/id";
import { findProcessor } from "@/lib/processors/registry";
import type { DetailRows } from "./detail-rows";
import { spanWords } from "./known-reason";

type Fact = PaymentDetail["facts"][number];

/** The rail's list: ids to copy, and what the merchant's settings and the attempt's age allow. */
export function detailFacts(rows: DetailRows, merchant: Merchant, processorName: string, now: Date): Fact[] {
  const { payment, key } = rows;
  const attempt = rows.attempts.at(-1);
  const id = (label: string, value: string | null | undefined): Fact[] => (value ? [{ label, value, copy: value }] : []);
  const text = (label: string, value: string | null | undefined): Fact[] => (value ? [{ label, value }] : []);
  return [
    ...id("Payment", encodeId("payment", payment.id)),
    ...id(`${processorName}’s id`, payment.processorReference ?? attempt?.processorReference),
    ...id("Processor key", attempt?.processorKey),
    ...id("Request", key?.requestId),
    ...text("Merchant", merchant.name),
    ...text("Policy", merchant.policy),
    ...text("Mode", attempt?.mode),
    ...text("Resending", resendingWords(rows, now, processorName)),
    ...capabilityFacts(payment.processor),
    ...text("Answer kept", keptWords(key, merchant.resultRetentionS)),
    ...text("Description", payment.description),
    ...Object.entries((payment.metadata ?? {}) as Record<string, string>).map(([label, value]) => ({ label, value })),
  ];
}

function resendingWords({ attempts, sends, connection, payment }: DetailRows, now: Date, processorName: string): string | null {
  const attempt = attempts.at(-1);
  if (!attempt || (payment.status !== "pending" && payment.status !== "unknown")) return null;
  if (connection && !connection.resending) return "no: switched off for this connection";
  if (attempt.frozen) return `no: ${processorName} keeps its answer under the key`;
  const firstUnproven = sends.find((send) => send.attemptId === attempt.id && (send.outcome === null || send.outcome === "unknown"));
  if (!firstUnproven) return "yes";
  const freshnessMs = env().LATCHKEY_FRESHNESS_MS;
  const ageMs = now.getTime() - firstUnproven.at.getTime();
  return ageMs > freshnessMs ? `no: older than ${spanWords(freshnessMs)}` : `yes, for another ${spanWords(freshnessMs - ageMs)}`;
}

function keptWords(key: DetailRows["key"], retentionS: number): string | null {
  if (!key) return null;
  if (!key.answeredAt) return `${spanWords(retentionS * 1_000)} from when it is known`;
  return key.answerBody === null ? "no: erased after its time" : `until ${key.expiresAt?.toISOString().slice(0, 16).replace("T", " ") ?? "further notice"} UTC`;
}

/** What the processor's adapter declares, in words: why it is asked, sent to again, or waited for. */
function capabilityFacts(processor: string): Fact[] {
  const can = findProcessor(processor)?.capabilities;
  if (!can) return [];
  const consistency = can.lookUp.consistent ? "consistent: finding nothing counts" : "may lag: finding nothing proves nothing";
  return [
    { label: "Look-ups", value: can.lookUp.by === "none" ? "none: it can't be asked" : `by ${can.lookUp.by}, ${consistency}` },
    { label: "Keys", value: `honoured for ${spanWords(can.resend.windowMs)}; a repeated key gets ${can.resend.returns === "frozen" ? "its first answer" : "today’s state"}` },
    { label: "Longest time", value: `${spanWords(can.maxProcessingMs)} to a final state` },
    { label: "Can cancel", value: can.cancel === "none" ? "no" : "by its id" },
  ];
}
