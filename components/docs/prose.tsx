import type { ReactNode } from "react";

/** A sentence in which `backticks` mark code. */
export function Prose({ children }: { children: string }) {
  return <>{[...children.matchAll(/`([^`]*)`|[^`]+/g)].map(({ 0: text, 1: code, index }) => (code === undefined ? text : <Code key={index}>{code}</Code>))}</>;
}

export function Code({ children }: { children: ReactNode }) {
  return <code className="mono rounded-[4px] bg-muted px-1 py-px [overflow-wrap:anywhere]">{children}</code>;
}
