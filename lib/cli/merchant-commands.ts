import { type Command, InvalidArgumentError, Option } from "commander";
import { CLI } from "@/lib/access/permissions";
import { ANSWER_MODES, type AnswerMode, POLICIES, type Policy, RESULT_RETENTION_DEFAULT_S } from "@/lib/contract/merchant";
import { createApiKey } from "@/lib/merchants/create-api-key";
import { createMerchant } from "@/lib/merchants/create-merchant";
import { listMerchants } from "@/lib/merchants/list-merchants";
import type { Credentials } from "@/lib/merchants/new-connection";
import { revokeApiKey } from "@/lib/merchants/revoke-api-key";
import { address, durationMs, merchantName, retentionS } from "./arguments";
import { type Perform, pairs, table } from "./output";

type CreateOptions = {
  name: string; policy: Policy; answer: AnswerMode; uniqueReference?: true; resultRetention: number; stuckAfter?: number;
  apiBase?: string; secretKey?: string; webhookSecret?: string;
};

export function addMerchantCommands(program: Command, perform: Perform): void {
  const merchants = program.command("merchants").description("the systems that use the API");
  merchants.command("create").description("make a merchant, its first API key and its processor connection")
    .requiredOption("--name <name>", "what it is called", merchantName)
    .addOption(new Option("--policy <policy>", "how duplicates are answered").choices(POLICIES).makeOptionMandatory())
    .addOption(new Option("--answer <mode>", "sync waits for the processor, async answers 202 at once").choices(ANSWER_MODES).default("sync"))
    .option("--unique-reference", "refuse a second payment with the same reference")
    .option("--api-base <url>", "the processor's address; left out: the bundled simulator", address)
    .option("--secret-key <key>", "the processor's secret key")
    .option("--webhook-secret <secret>", "signing secret of its notifications; left out: they are refused")
    .option("--result-retention <duration>", "how long answers are kept", retentionS, RESULT_RETENTION_DEFAULT_S)
    .option("--stuck-after <duration>", "when a payment counts as stuck; left out: LATCHKEY_STUCK_AFTER_MS", durationMs)
    .action((options: CreateOptions) => {
      const credentials = credentialsOf(options);
      return perform(async () => {
        const { name, policy, answer, uniqueReference = false, resultRetention, stuckAfter } = options;
        const created = await createMerchant(CLI, { name, policy, answer, uniqueReference, resultRetentionS: resultRetention, stuckAfterMs: stuckAfter, credentials });
        return { json: created, text: `${pairs(created)}\n\nThe API key is shown this once.` };
      });
    });
  merchants.command("list").description("all merchants with their connections and API keys")
    .action(() => perform(async () => {
      const list = await listMerchants(CLI);
      const rows = list.map((merchant) => [merchant.merchantId, merchant.name, merchant.policy, merchant.answer, merchant.connections.length, merchant.apiKeys.length]);
      return { json: { data: list }, text: table(["ID", "NAME", "POLICY", "ANSWER", "CONNECTIONS", "API KEYS"], rows) };
    }));
  addApiKeyCommands(program, perform);
}

function addApiKeyCommands(program: Command, perform: Perform): void {
  const keys = program.command("api-keys").description("credentials of merchants");
  keys.command("create").description("make a further API key; with --others-expire-in it replaces the others after a while")
    .requiredOption("--merchant <id or name>", "whose key")
    .option("--name <name>", "what it is for", "made on the command line")
    .option("--others-expire-in <duration>", "rotate: the other keys work for so long beside it", durationMs)
    .action((options: { merchant: string; name: string; othersExpireIn?: number }) => perform(async () => {
      const created = await createApiKey(CLI, { merchant: options.merchant, name: options.name, othersExpireInMs: options.othersExpireIn });
      return { json: created, text: `${pairs(created)}\n\nThe API key is shown this once.` };
    }));
  keys.command("revoke").description("end an API key at once").argument("<id>", "key_…")
    .requiredOption("--merchant <id or name>", "whose key")
    .action((id: string, options: { merchant: string }) => perform(async () => {
      const revoked = await revokeApiKey(CLI, { merchant: options.merchant, apiKeyId: id });
      return { json: revoked, text: `${id} is revoked.` };
    }));
}

/** Undefined for the bundled simulator. Half a set of credentials is a mistake in the command. */
function credentialsOf({ apiBase, secretKey, webhookSecret }: CreateOptions): Credentials | undefined {
  if (apiBase === undefined && secretKey === undefined && webhookSecret === undefined) return undefined;
  if (apiBase === undefined || secretKey === undefined) throw new InvalidArgumentError("--api-base and --secret-key are given together, or neither for the bundled simulator.");
  return { apiBase, secretKey, webhookSecret: webhookSecret ?? null };
}
