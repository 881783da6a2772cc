import type { ToldAnswer } from "@/lib/db/generated/client";
import { query } from "@/lib/db/query";

/** What clients were told, many at once. */
export async function insertToldAnswers(rows: readonly ToldAnswer[]): Promise<void> {
  await query("insert_told_answers", `
    INSERT INTO told_answers (merchant_id, id, operation_id, request_id, at, row, http_status, code, retry_after_s, waited_ms, fingerprint, differs)
    SELECT "merchantId", id, "operationId", "requestId", at, row, "httpStatus", code, "retryAfterS", "waitedMs", fingerprint, differs
    FROM json_to_recordset($1::json) AS i("merchantId" uuid, id uuid, "operationId" uuid, "requestId" text, at timestamptz, row text, "httpStatus" int,
      code text, "retryAfterS" int, "waitedMs" int, fingerprint text, differs text[])
    ON CONFLICT DO NOTHING`, [JSON.stringify(rows)]);
}

/** Keeps the last `keep` of one key. */
export async function pruneToldAnswers(merchantId: string, operationId: string, keep: number): Promise<void> {
  await query("prune_told_answers", `
    DELETE FROM told_answers WHERE merchant_id = $1 AND operation_id = $2 AND id <= (
      SELECT id FROM told_answers WHERE merchant_id = $1 AND operation_id = $2 ORDER BY id DESC OFFSET $3 LIMIT 1)`, [merchantId, operationId, keep]);
}
