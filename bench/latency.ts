import type { Load } from "./child";
import { latchkey } from "./contestants";
import { newKeyPrefix } from "./load";
import type { Options } from "./options";
import type { Stage } from "./stage";
import { median } from "./throughput";

const WARM_UP_MS = 4_000;

/** Milliseconds of one client's median payment, the processor's own median, and what is on top of it. */
export type Latency = { paymentMs: number; processorMs: number; onTopMs: number };

/** One connection: a payment through Latchkey beside the same call made straight to the processor, in turn. */
export async function measureLatency(stage: Stage, load: Load, options: Options, say: (line: string) => void): Promise<Latency> {
  const processor = await stage.processor(0);
  const contestant = await latchkey(stage, processor.url);
  const once = async (port: number, path: string, headers: Readonly<Record<string, string>>, expectStatus: number, ms: number) => {
    const result = await load.run({ port, connections: 1, durationMs: ms, kind: "create", paths: [path], headers, keyPrefix: newKeyPrefix(), expectStatus });
    return result.p50Ms;
  };
  const throughUs = (ms: number) => once(contestant.port, contestant.path, contestant.headers, contestant.expectStatus, ms);
  const straight = (ms: number) => once(Number(new URL(processor.url).port), "/v1/payment_intents", {}, 200, ms);
  await throughUs(WARM_UP_MS);
  await straight(WARM_UP_MS / 4);
  const [paid, called]: [number[], number[]] = [[], []];
  for (let round = 1; round <= options.rounds; round += 1) {
    say(`round ${round} of ${options.rounds}, one connection`);
    paid.push(await throughUs(options.seconds * 1_000));
    called.push(await straight(options.seconds * 200));
  }
  await contestant.stop();
  const [paymentMs, processorMs] = [median(paid), median(called)];
  return { paymentMs, processorMs, onTopMs: paymentMs - processorMs };
}
