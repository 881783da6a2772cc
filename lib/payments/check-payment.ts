import { type Actor, requirePermission } from "@/lib/access/permissions";
import { latestEvidence } from "@/lib/attempts/evidence.sql";
import { inWords } from "@/lib/attempts/finding-in-words";
import { inquire } from "@/lib/attempts/inquire";
import { loadOperation } from "@/lib/attempts/load-operation.sql";
import type { OperationState } from "@/lib/attempts/operation";
import { appendAudit } from "@/lib/audit/append-audit";
import { onClient } from "@/lib/audit/append-audit.sql";
import { transaction } from "@/lib/db/transaction";
import { ProblemError } from "@/lib/errors";
import { encodeId } from "@/lib/id";

export type CheckRequest = { actor: Actor; merchantId: string; paymentId: string; trigger: "operator" | "opening" | "run"; requestId: string | null };
export type Checked = { conclusion: string; detail: string; asked: boolean; status: OperationState["operation"]["status"] };

/**
 * Asks the processor at once what became of a payment's open attempt. It looks up, it never sends. Where somebody has
 * asked less than 5 s ago, their answer is shared and `asked` is false. `merchantId` and `paymentId` are UUIDs.
 */
export async function checkPayment(request: CheckRequest): Promise<Checked> {
  const { actor, merchantId, paymentId, trigger } = request;
  requirePermission(actor, "payments.check", merchantId);
  const before = await loadOperation(merchantId, paymentId);
  if (!before) throw new ProblemError("payment_not_found");
  const attempt = before.attempts.find((candidate) => candidate.status === "unknown" || candidate.status === "dispatched");
  if (!attempt) return { conclusion: "nothing_to_ask", detail: nothingToAsk(before), asked: false, status: before.operation.status };
  if (trigger === "operator") await audit(request, before);
  const [answer] = await inquire({ merchantId, connectionId: attempt.connectionId, attemptIds: [attempt.id], trigger, actor: actor.email });
  if (answer) return { ...inWords(answer.finding), asked: true, status: answer.state.operation.status };
  const [last, now] = await Promise.all([latestEvidence(merchantId, paymentId, attempt.id), loadOperation(merchantId, paymentId)]);
  return {
    conclusion: last?.conclusion ?? "in_flight", detail: last ? `${last.detail} It was asked a moment ago.` : "The request is still on its way.",
    asked: false, status: (now ?? before).operation.status,
  };
}

function nothingToAsk({ operation, attempts }: OperationState): string {
  if (attempts.some((attempt) => attempt.status === "queued")) return "It was never sent, so there is nothing to ask about yet.";
  return operation.status === "pending" ? "It is between two sends: the last one was proven not applied." : `The outcome is definite: ${operation.status}.`;
}

async function audit({ actor, merchantId, requestId }: CheckRequest, before: OperationState): Promise<void> {
  await transaction((client) => appendAudit(onClient(client), {
    merchantId, actor, action: "payment.checked", subject: { kind: "payment", id: encodeId("payment", before.operation.id) },
    before: { status: before.operation.status }, requestId,
  }));
}
