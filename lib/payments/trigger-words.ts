const BY: Readonly<Record<string, string>> = {
  schedule: "asked by the schedule",
  duplicate: "asked because a duplicate arrived",
  operator: "asked by an operator",
  opening: "asked on opening",
  notification: "asked because of a notification",
  run: "asked by a reconciliation run",
  before_sending: "asked before sending again",
  after_failure: "asked once more after the failure",
};

/** Why the processor was asked, in words. */
export function triggerWords(trigger: string, actor: string | null): string {
  if (actor && trigger === "operator") return `asked by ${actor}`;
  if (actor && trigger === "opening") return `asked because ${actor} opened this page`;
  if (actor && trigger === "run") return `asked by a run of ${actor}`;
  return BY[trigger] ?? trigger.replaceAll("_", " ");
}
