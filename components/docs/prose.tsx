import type { ReactNode } from "react";

/** A sentence in which `backticks` mark code. */
export function Prose({ children }: { children: string }) {
  return <>{children.split("`").map((part, index) => (index % 2 === 0 ? part : <Code key={`${index}-${part}`}>{part}</Code>))}</>;
}

export function Code({ children }: { children: ReactNode }) {
  return <code className="mono rounded-[4px] bg-muted px-1 py-px [overflow-wrap:anywhere]">{children}</code>;
}
