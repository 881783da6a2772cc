import type { ReactNode } from "react";

/** A table that may be wider than a phone: it scrolls alone, and the keyboard reaches it. */
export function DataTable({ caption, head, rows }: { caption: string; head: readonly string[]; rows: readonly { key: string; cells: readonly ReactNode[] }[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a pointer.
    <div className="overflow-x-auto rounded-lg border" tabIndex={0} role="region" aria-label={caption}>
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="bg-muted text-xs text-muted-foreground">
            {head.map((title) => <th key={title} scope="col" className="px-3 py-2 font-medium">{title}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key} className="border-t align-top">
              {cells.map((cell, index) => <td key={head[index]} className="px-3 py-2 first:whitespace-nowrap">{cell}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
