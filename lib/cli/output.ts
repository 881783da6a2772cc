/** What a command came to: `json` for scripts, `text` for people; `refused` makes the exit code 1. */
export type CommandResult = { json: unknown; text: string; refused?: boolean };

/** Runs a command's work against the database and prints what it came to. */
export type Perform = (work: (database: { url: string; applied: string[] }) => Promise<CommandResult>) => Promise<void>;

/** Columns as wide as their widest cell. */
export function table(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const lines = [head, ...rows.map((row) => row.map((cell) => (cell === null ? "–" : String(cell))))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n");
}

/** `name  value` a line. */
export function pairs(values: Readonly<Record<string, string | number | boolean | null>>): string {
  const width = Math.max(...Object.keys(values).map((name) => name.length));
  return Object.entries(values).map(([name, value]) => `${name.padEnd(width)}  ${value ?? "–"}`).join("\n");
}
