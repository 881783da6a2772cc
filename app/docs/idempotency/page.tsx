import type { Metadata } from "next";
import { DataTable } from "@/components/docs/data-table";
import { DocsPage, DocsSection } from "@/components/docs/docs-frame";
import { PolicyAnswer } from "@/components/docs/policy-answer";
import { Prose } from "@/components/docs/prose";
import { KEY_LENGTH_MAX } from "@/lib/contract/idempotency-key-header";
import { POLICY_ROWS, WAIT_DEFAULT_S } from "@/lib/contract/idempotency-policy";
import { WAIT_MAX_S } from "@/lib/contract/prefer-header";

export const metadata: Metadata = { title: "Idempotency" };

const KEY_RULES = [
  'Both `Idempotency-Key: "abc"` and `Idempotency-Key: abc` name the key `abc`.',
  `A key has 1 to ${KEY_LENGTH_MAX} visible ASCII characters and is unique among your merchant's keys.`,
  "Two header lines, a list, an empty key or other characters are refused with `idempotency_key_invalid`.",
  "The body is compared by meaning: the order of fields, white space and the spelling of numbers do not matter. Another body under the same key is refused with `idempotency_key_reused`, also while the first is under way.",
  "A request that is refused before a payment exists leaves no trace: the key stays free.",
] as const;

const CLOCKS = [
  "The stored answer is kept for 24 hours unless your merchant has another setting; `Idempotency-Expires` says until when.",
  "The key is kept for ever: a duplicate of an expired answer is refused and never executed.",
  `A duplicate of a request under way waits ${WAIT_DEFAULT_S} seconds, or as long as \`Prefer: wait=N\` says, at most ${WAIT_MAX_S}.`,
] as const;

const RETRY = [
  { key: "refused", cells: ["Refused before the key was read, once mended; 404 for a key", "yes", "no"] },
  { key: "open", cells: ["202 pending or unknown; in use; failed by absence or by a verdict", "yes", "no"] },
  { key: "done", cells: ["Succeeded, contradicted, another body, reference in use", "no", "no"] },
  { key: "declined", cells: ["Declined", "under conflict, up to 15 attempts", "yes"] },
  { key: "unsent", cells: ["Processor not reached, our credentials refused, cancelled at the processor", "yes", "yes, unless an earlier send rests on absence or a verdict"] },
  { key: "rejected", cells: ["The request itself was wrong; expired and declined; resolved as failed", "no", "yes"] },
] as const;

export default function IdempotencyPage() {
  const rows = POLICY_ROWS.map(({ row, situation, replay, conflict }) => ({
    key: row, cells: [row, situation, <PolicyAnswer key="replay" answer={replay} />, <PolicyAnswer key="conflict" answer={conflict} />],
  }));
  return (
    <DocsPage current="/docs/idempotency" title="Idempotency" lead="Send a payment as often as you need to: it is charged once. This page is the policy that the API keeps to.">
      <DocsSection id="key" title="The key"><Rules rules={KEY_RULES} /></DocsSection>
      <DocsSection id="clocks" title="How long"><Rules rules={CLOCKS} /></DocsSection>
      <DocsSection id="answers" title="What a request gets">
        <p>Your merchant has one of two policies. Under replay a duplicate gets the first answer again; under conflict it gets 409, and 409 means that the work is done. Every 409 carries <Prose>`completed`</Prose>.</p>
        <DataTable caption="Answers to first requests and duplicates under both policies" head={["Row", "Situation", "replay", "conflict"]} rows={rows} />
      </DocsSection>
      <DocsSection id="retry" title="What may be sent again">
        <p><Prose>Every problem and every 202 carries `retry`: may the same key be sent again, would a new key be safe, how long to wait. A new key is safe only where no money moved and none can.</Prose></p>
        <DataTable caption="When to send again" head={["Answer", "sameKey", "newKey"]} rows={RETRY} />
      </DocsSection>
    </DocsPage>
  );
}

function Rules({ rules }: { rules: readonly string[] }) {
  return <ul className="flex list-disc flex-col gap-1.5 pl-5">{rules.map((rule) => <li key={rule}><Prose>{rule}</Prose></li>)}</ul>;
}
