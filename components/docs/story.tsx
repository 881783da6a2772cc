import { CREATE_CASES, exampleProblem } from "@/lib/contract/openapi/answers";
import { EXAMPLE_BODY, EXAMPLE_KEY, examplePayment } from "@/lib/contract/openapi/examples";
import { CodeBlock, JsonBlock } from "./code-block";
import { DocsSection } from "./docs-frame";
import { Prose } from "./prose";

const create = (key: string, body: string) =>
  `curl -i "$LATCHKEY/api/v1/payments" \\\n  -H "Authorization: Bearer $API_KEY" \\\n  -H "Idempotency-Key: ${key}" \\\n  -H "Content-Type: application/json" \\\n  -d '${body}'`;
const read = (path: string) => `curl -i "$LATCHKEY${path}" -H "Authorization: Bearer $API_KEY"`;

const BODY = JSON.stringify(EXAMPLE_BODY);
const OTHER = BODY.replace("1999", "2999");
const FAULTY = JSON.stringify({ ...EXAMPLE_BODY, reference: "order-1043", metadata: { simulator_fault: "charge_then_500" } });
const FAULTY_KEY = "order-1043-try-1";

/** One payment's life in curl: created, sent again, its answer lost, and found out. */
export function Story({ base }: { base: string }) {
  const unknown = { ...examplePayment("unknown"), reference: "order-1043", metadata: { simulator_fault: "charge_then_500" }, idempotencyKey: FAULTY_KEY, retry: { sameKey: true, newKey: false, afterSeconds: 5 } };
  return (
    <>
      <DocsSection id="start" title="1. Create a payment">
        <p>The first start of an installation prints an API key. The bundled simulator plays the processor, so nothing here costs money.</p>
        <CodeBlock>{`export LATCHKEY=${base}\nexport API_KEY=lk_…\n\n${create(EXAMPLE_KEY, BODY)}`}</CodeBlock>
        <JsonBlock label="201 Created" value={examplePayment("succeeded")} />
      </DocsSection>
      <DocsSection id="again" title="2. Send it again">
        <p><Prose>The same line again gets the same bytes, with `Idempotent-Replayed: true`. Nothing is charged. Another amount under that key is a mistake, and you are told which field differs:</Prose></p>
        <CodeBlock>{create(EXAMPLE_KEY, OTHER)}</CodeBlock>
        <JsonBlock label="422 Unprocessable Content" value={exampleProblem(CREATE_CASES.reused, "/api/v1/payments")} />
      </DocsSection>
      <DocsSection id="lost" title="3. The processor charges, and its answer is lost">
        <p>The simulator can be told to charge and then answer 500. Nobody knows the outcome at that moment, so that is what you are told:</p>
        <CodeBlock>{create(FAULTY_KEY, FAULTY)}</CodeBlock>
        <JsonBlock label="202 Accepted" value={unknown} />
      </DocsSection>
      <DocsSection id="found" title="4. Latchkey finds out">
        <p>It asks the processor by itself, again and again, until it knows. You may ask what became of the key at any time, without sending money, or wait for the outcome:</p>
        <CodeBlock>{`${read(`/api/v1/idempotency-keys/${FAULTY_KEY}`)}\n\n${read("/api/v1/payments/pay_…")} -H "Prefer: wait=30"`}</CodeBlock>
        <p><Prose>Seconds later `status` is `succeeded`, there is one charge at the processor, and a duplicate of the create gets its 201.</Prose></p>
      </DocsSection>
    </>
  );
}
