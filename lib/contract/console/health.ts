/** How the installation is: what the sidebar's foot shows. */
export type ConsoleHealth = {
  /** When a worker last beat; null where none ever did. */
  workerBeatAt: string | null;
  /** A beat older than that is a worker that has stopped. */
  workerLateMs: number;
  connections: { merchant: string; processor: string; name: string; mode: string | null; state: "answering" | "failing" | "quiet" | "refused"; lastAnsweredAt: string | null }[];
  asOf: string;
};
export type ConsoleMerchant = { name: string; policy: "replay" | "conflict"; mode: string | null; isSimulator: boolean };
