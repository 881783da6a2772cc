import { randomBytes } from "node:crypto";
import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { SYSTEM } from "@/lib/access/permissions";
import { startEmbeddedDatabase } from "@/lib/db/embedded/start-embedded";
import { migrate } from "@/lib/db/migrate";
import { closePool } from "@/lib/db/pool";
import { adoptDatabase } from "@/lib/env";
import { decodeId, type IdNoun } from "@/lib/id";
import { createMerchant } from "@/lib/merchants/create-merchant";
import { ready, startChild } from "./child";
import { freePort } from "./free-port";

/** On the disk that holds the checkout, for a folder for temporary files may be memory, and fsync is what is measured. */
const DATA_DIR = "bench/.data";

/** What all contestants share: the database with its migrations, a processor, and a merchant that uses it. */
export type Stage = {
  databaseUrl: string;
  /** On the same server, for a peer that keeps its own tables. */
  otherDatabase(name: string): Promise<string>;
  sql<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** A processor that answers after so long; all end with the stage. */
  processor(delayMs: number): Promise<{ url: string; pid: number }>;
  merchant(apiBase: string): Promise<{ name: string; id: string; connectionId: string; apiKey: string }>;
  secret: string;
  close(): Promise<void>;
};

export async function openStage(settings: readonly string[] = []): Promise<Stage> {
  mkdirSync(DATA_DIR, { recursive: true });
  const dataDir = mkdtempSync(path.join(DATA_DIR, "run-"));
  const database = await startEmbeddedDatabase({ dataDir, settings });
  const secret = randomBytes(32).toString("base64");
  adoptDatabase(database.url, { LATCHKEY_SECRET: secret });
  await migrate(database.url);
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  const closers: (() => Promise<void>)[] = [];
  return {
    databaseUrl: database.url, secret,
    otherDatabase: async (name) => {
      await admin.query(`CREATE DATABASE ${name}`);
      const url = new URL(database.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    sql: async (text, values = []) => (await admin.query(text, [...values])).rows,
    processor: async (delayMs) => {
      const port = await freePort();
      const child = startChild("bench/processor.ts", [String(port), String(delayMs)]);
      await ready(child);
      closers.push(child.stop);
      return { url: `http://127.0.0.1:${port}`, pid: child.pid };
    },
    merchant: async (apiBase) => {
      const name = `bench-${randomBytes(4).toString("hex")}`;
      const { merchantId, connectionId, apiKey } = await createMerchant(SYSTEM, {
        name, policy: "replay", answer: "sync", uniqueReference: false, resultRetentionS: 86_400,
        credentials: { apiBase, secretKey: `sk_test_${randomBytes(12).toString("hex")}`, webhookSecret: null },
      });
      return { name, id: uuidOf("merchant", merchantId), connectionId: uuidOf("connection", connectionId), apiKey };
    },
    close: async () => {
      await Promise.all(closers.map((close) => close()));
      await closePool();
      await admin.end();
      await database.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function uuidOf(noun: IdNoun, wireId: string): string {
  const uuid = decodeId(noun, wireId);
  if (uuid === null) throw new Error(`${wireId} is no id of a ${noun}`);
  return uuid;
}
