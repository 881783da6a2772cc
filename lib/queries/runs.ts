import { queryOptions } from "@tanstack/react-query";
import type { RunDetail, RunSummary } from "@/lib/contract/console/run";
import { fetchJson } from "./fetch-json";

export type RunList = { data: RunSummary[] };

export const runKeys = {
  all: ["runs"] as const,
  lists: () => [...runKeys.all, "list"] as const,
  detail: (id: string) => [...runKeys.all, "detail", id] as const,
};

export const runListOptions = () =>
  queryOptions({
    queryKey: runKeys.lists(),
    queryFn: ({ signal }) => fetchJson<RunList>("/api/operator/reconciliation-runs", { signal }),
  });

export const runDetailOptions = (id: string) =>
  queryOptions({
    queryKey: runKeys.detail(id),
    queryFn: ({ signal }) => fetchJson<RunDetail>(`/api/operator/reconciliation-runs/${encodeURIComponent(id)}`, { signal }),
  });

export const startRun = (body: { merchant: string; paymentIds: string[]; reason: string }) =>
  fetchJson<{ id: string }>("/api/operator/reconciliation-runs", { body });

export const actOnRun = (id: string, act: "abort" | "retry") =>
  fetchJson<{ id: string }>(`/api/operator/reconciliation-runs/${encodeURIComponent(id)}/${act}`, { body: {} });
