import { answerQueries } from "./answers.sql";
import { Batch } from "./batch";
import { chargeQueries } from "./charges.sql";
import { eventQueries } from "./events.sql";
import { faultQueries } from "./faults.sql";
import { intentQueries } from "./intents.sql";
import { requestQueries } from "./requests.sql";
import { inTransaction, openDatabase } from "./schema.sql";

/** The simulator's storage in one file; `:memory:` for tests. */
export function openStore(file: string) {
  const database = openDatabase(file);
  const batch = new Batch((work) => inTransaction(database, work));
  return {
    ...intentQueries(database),
    ...chargeQueries(database),
    ...answerQueries(database),
    ...eventQueries(database),
    ...faultQueries(database),
    ...requestQueries(database),
    transaction: <Result>(work: () => Result): Result => inTransaction(database, work),
    /** As `transaction`, in one commit with what else arrives at the same moment. */
    batched: <Result>(work: () => Result): Promise<Result> => batch.add(work),
    close: (): void => database.close(),
  };
}

export type Store = ReturnType<typeof openStore>;
