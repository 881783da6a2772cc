export const POLICIES = ["replay", "conflict"] as const;
/** How duplicates are answered: the contract's section 4. */
export type Policy = (typeof POLICIES)[number];

export const ANSWER_MODES = ["sync", "async"] as const;
export type AnswerMode = (typeof ANSWER_MODES)[number];

/** A merchant's retention of stored answers where nobody chose another: a day, the contract's section 7. */
export const RESULT_RETENTION_DEFAULT_S = 86_400;

/** The tenant behind an API key, with the settings that decide its answers. The id is a UUID. */
export type MerchantContext = {
  id: string;
  name: string;
  policy: Policy;
  answer: AnswerMode;
  uniqueReference: boolean;
  /** How long a stored answer is kept. */
  resultRetentionS: number;
  /** Null: the installation's threshold. */
  stuckAfterMs: number | null;
};
