import { answerBy, forMerchants, type Route } from "./api-route";
import { postPayment } from "./create-payment";
import { listPaymentsPage } from "./list-payments";
import { readKeyOfPath, readKeyOfQuery } from "./look-up-key";
import { readOpenApi } from "./read-openapi";
import { readPayment } from "./read-payment";
import { readPolicy } from "./read-policy";

/** The public API; the path that takes the money comes first. */
const ROUTES: readonly Route[] = [
  { path: /^\/api\/v1\/payments$/, methods: { POST: forMerchants(postPayment), GET: forMerchants(listPaymentsPage) } },
  { path: /^\/api\/v1\/payments\/([^/]+)$/, methods: { GET: forMerchants(readPayment) } },
  { path: /^\/api\/v1\/idempotency-keys$/, methods: { GET: forMerchants(readKeyOfQuery) } },
  { path: /^\/api\/v1\/idempotency-keys\/([^/]+)$/, methods: { GET: forMerchants(readKeyOfPath) } },
  { path: /^\/api\/v1\/idempotency-policy$/, methods: { GET: readPolicy } },
  { path: /^\/api\/v1\/openapi\.json$/, methods: { GET: readOpenApi } },
  { path: /^\/\.well-known\/idempotency$/, methods: { GET: readPolicy } },
];

/** Answers every request below /api/v1, and those to paths that nobody serves. */
export function handleApiRequest(request: Request): Promise<Response> {
  return answerBy(ROUTES, request);
}
