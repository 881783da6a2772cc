import type { Metadata } from "next";
import Link from "next/link";
import { DocsPage, DocsSection } from "@/components/docs/docs-frame";
import { Story } from "@/components/docs/story";
import { env } from "@/lib/env";

export const metadata: Metadata = { title: { absolute: "Latchkey docs" } };

export default function OverviewPage() {
  const { HOST, PORT, LATCHKEY_PUBLIC_URL } = env();
  return (
    <DocsPage current="/docs" title="Payments that are charged once" lead="Latchkey stands between your code and a payment processor. You name each payment with a key; however often you send it, and whatever breaks on the way, money moves once, and you are told what is known.">
      <Story base={LATCHKEY_PUBLIC_URL?.replace(/\/+$/, "") ?? `http://${HOST}:${PORT}`} />
      <DocsSection id="rules" title="Three rules for your code">
        <ol className="flex list-decimal flex-col gap-1.5 pl-5">
          <li>Choose the key before you send, store it with your order, and send the same one when you retry.</li>
          <li>Treat 202 as not known yet: read the payment or the key again, never charge under a new key.</li>
          <li>Look at retry: newKey is true only where it is certain that no money moved and none can.</li>
        </ol>
        <p>What every duplicate gets is on the page <Link href="/docs/idempotency" className="text-link underline">Idempotency</Link>; every field and answer is under <Link href="/docs/api" className="text-link underline">Endpoints</Link>.</p>
      </DocsSection>
    </DocsPage>
  );
}
