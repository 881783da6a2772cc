import { eraseExpiredAnswers } from "./expire-answers.sql";

/** One statement erases so many; a backlog is worked off in turns, so that no statement runs long. */
const BATCH_MAX = 1_000;
const BATCHES_MAX = 50;

/** The cleaner: bodies of answers past their retention are erased, keys and outcomes stay. */
export async function expireAnswers(): Promise<number> {
  let erased = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    const count = await eraseExpiredAnswers(BATCH_MAX);
    erased += count;
    if (count < BATCH_MAX) break;
  }
  return erased;
}
