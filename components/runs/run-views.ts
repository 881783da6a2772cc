import type { RunItem } from "@/lib/contract/console/run";

export const VIEWS = [
  { view: "all", word: "All" }, { view: "changed", word: "Changed" }, { view: "open", word: "Still open" }, { view: "not_asked", word: "Not asked" }, { view: "waiting", word: "To go" },
] as const;
export type RunView = (typeof VIEWS)[number]["view"];

const isOpen = (item: RunItem): boolean => item.status === "done" && (item.statusAfter === "unknown" || item.statusAfter === "pending");

/** The rows of one view of a run. */
export function viewItems(items: readonly RunItem[], view: RunView): readonly RunItem[] {
  switch (view) {
    case "all":
      return items;
    case "changed":
      return items.filter((item) => item.status === "done" && item.statusAfter !== item.statusBefore);
    case "open":
      return items.filter(isOpen);
    case "not_asked":
      return items.filter((item) => item.status === "not_asked" || item.status === "skipped");
    case "waiting":
      return items.filter((item) => item.status === "waiting" || item.status === "asking");
  }
}
