import { formatAmount } from "@/lib/money";
import type { ObservedObject } from "@/lib/processors/outcome";
import type { Finding } from "./facts";

/** What says most about money first: some was taken, some may be, none was. */
const GRAVITY: readonly ObservedObject["state"][] = ["succeeded", "processing", "requires_cancel", "declined", "canceled"];

export function gravestFirst(objects: readonly ObservedObject[]): ObservedObject[] {
  return objects.toSorted((a, b) => GRAVITY.indexOf(a.state) - GRAVITY.indexOf(b.state));
}

/** The machine word and the sentence under which an inquiry's answer is kept. */
export function inWords(finding: Finding): { conclusion: string; detail: string } {
  if (finding.kind === "not_found") {
    return finding.consistent
      ? { conclusion: "not_found", detail: "The look-up found nothing." }
      : { conclusion: "inconclusive", detail: "The look-up found nothing, but this processor's list may lag: it proves nothing." };
  }
  if (finding.kind === "inconclusive") return { conclusion: "inconclusive", detail: `No evidence: ${finding.detail.replace(/\.$/, "")}.` };
  const [first, ...others] = gravestFirst(finding.objects);
  if (!first) return { conclusion: "not_found", detail: "The look-up found nothing." };
  const more = others.length > 0 ? ` and ${others.length} more: ${others.map((object) => `${object.reference} ${object.processorStatus}`).join(", ")}` : "";
  return { conclusion: conclusionOf(first), detail: `Found ${first.reference}: ${stateInWords(first)}${more}.` };
}

function conclusionOf(object: ObservedObject): string {
  if (object.state === "succeeded") return "found_succeeded";
  if (object.state === "declined") return "found_declined";
  return object.state === "canceled" ? "found_canceled" : "found_open";
}

function stateInWords(object: ObservedObject): string {
  if (object.received) return `succeeded, ${formatAmount(object.received.amount, object.received.currency)} ${object.received.currency.toUpperCase()}`;
  if (object.state === "declined") return `declined${object.declineCode ? `, ${object.declineCode}` : ""}`;
  if (object.state === "canceled") return "cancelled";
  return object.state === "processing" ? "still processing" : `still open (${object.processorStatus})`;
}
