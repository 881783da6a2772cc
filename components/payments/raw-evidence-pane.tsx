"use client";

import { Copy } from "lucide-react";
import { useState } from "react";
import type { RawEvidence } from "@/lib/contract/console/payment-detail";
import { Clock } from "../format/timestamp";
import { Button, buttonClass } from "../ui/button";
import { Menu, MenuChoice } from "../ui/menu";
import { Section } from "../ui/section";
import { useToast } from "../ui/toast";
import { jsonTokens } from "./json-lines";

const COLOURS = { key: "text-link", string: "text-status-succeeded", number: "text-status-pending", plain: "" } as const;

/** What the processor really said, masked, with every digit of its numbers. */
export function RawEvidencePane({ evidence }: { evidence: readonly RawEvidence[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const say = useToast();
  const shown = evidence.find((item) => item.id === chosen) ?? evidence[0];
  if (!shown) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(shown.body);
    say("Copied", "The answer as it was kept.");
  };
  return (
    <Section
      title="Raw evidence" note={<>{shown.label} · <Clock at={shown.at} />{shown.httpStatus ? ` · ${shown.httpStatus}` : ""}</>}
      aside={<>
        {evidence.length > 1 && (
          <Menu trigger={`Other answers (${evidence.length - 1})`} triggerClass={buttonClass("ghost", "sm", "text-foreground")} align="end">
            <MenuChoice label="Show" value={shown.id} onChange={setChosen} options={evidence.map((item) => ({ value: item.id, label: `${item.label} · ${item.at.slice(11, 19)}` }))} />
          </Menu>
        )}
        <Button look="ghost" size="sm" icon={<Copy aria-hidden />} onClick={copy} className="text-foreground">Copy</Button>
      </>}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre role="group" tabIndex={0} aria-label={shown.label} className="mono max-h-[480px] overflow-auto rounded-b-lg border-t bg-muted px-4 py-3 leading-[18px] focus-visible:-outline-offset-2">
        <Coloured raw={shown.body} />
      </pre>
    </Section>
  );
}

/** A token is known by where it ends in the text. */
function Coloured({ raw }: { raw: string }) {
  let end = 0;
  return jsonTokens(raw).map(({ kind, text }) => {
    end += text.length;
    return kind === "plain" ? text : <span key={end} className={COLOURS[kind]}>{text}</span>;
  });
}
