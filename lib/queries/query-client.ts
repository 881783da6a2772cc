import { QueryClient } from "@tanstack/react-query";
import { OperatorProblem } from "./fetch-json";

/** What the server prefetched is fresh enough not to be asked for again while the page hydrates. */
const STALE_MS = 2_000;
/** One more try for a server that restarts; a refusal is not asked twice. */
const RETRIES_MAX = 1;

/** The same settings on the server, one client a request, and in the browser, one for the tab. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < RETRIES_MAX && !(error instanceof OperatorProblem && error.status >= 400 && error.status !== 503),
      },
    },
  });
}
