import { cn } from "@/components/ui/class-names";

/** Lines to read or to copy. Long ones wrap, so that nothing has to be scrolled sideways. */
export function CodeBlock({ children, label, className }: { children: string; label?: string; className?: string }) {
  return (
    <figure className={cn("overflow-hidden rounded-md border bg-muted", className)}>
      {label && <figcaption className="border-b px-3 py-1.5 text-xs text-muted-foreground">{label}</figcaption>}
      <pre className="mono px-3 py-2.5 leading-[1.125rem] whitespace-pre-wrap [overflow-wrap:anywhere]">{children}</pre>
    </figure>
  );
}

export function JsonBlock({ value, label }: { value: unknown; label?: string }) {
  return <CodeBlock label={label}>{JSON.stringify(value, null, 2)}</CodeBlock>;
}
