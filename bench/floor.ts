import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { newId } from "@/lib/id";

const SCRIPT = "bench/floor.sql";
/** About as long as what Latchkey stores of one payment: the request to the processor, and the answer that is kept. */
const REQUEST_CHARACTERS = 340;
const ANSWER_CHARACTERS = 1_000;
/** Where Debian and Homebrew keep it when it is not on the PATH. */
const FOLDERS = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];

/** A pgbench of this machine, or null. The embedded PostgreSQL ships none. */
export function findPgbench(): string | null {
  const versions = FOLDERS.flatMap((folder) => {
    try {
      return readdirSync(folder).filter((name) => /^(\d+|postgresql.*)$/.test(name)).map((name) => `${folder}/${name}/bin/pgbench`);
    } catch {
      return [];
    }
  });
  return [...versions.toSorted().reverse(), "pgbench"].find((candidate) => {
    try {
      execFileSync(candidate, ["--version"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  }) ?? null;
}

/** Payments a second of pgbench: our own rows, prepared, two transactions a payment. */
export async function runFloor(pgbench: string, databaseUrl: string, clients: number, seconds: number): Promise<number> {
  const url = new URL(databaseUrl);
  const run = randomBytes(3).toString("hex");
  const values = {
    step: "0", run, merchant: newId(), connection: newId(), payments: idPrefix(), attempts: idPrefix(),
    request: "r".repeat(REQUEST_CHARACTERS), answer: "a".repeat(ANSWER_CHARACTERS),
  };
  const defines = Object.entries(values).flatMap(([name, value]) => ["-D", `${name}=${value}`]);
  const output = await runToEnd(pgbench, [
    "-h", url.searchParams.get("host") ?? url.hostname, "-U", url.username, "-n", "-M", "prepared", "-c", String(clients), "-j", "2", "-T", String(seconds),
    "-f", SCRIPT, ...defines, url.pathname.slice(1),
  ]);
  const perSecond = Number(/^tps = ([\d.]+)/m.exec(output)?.[1]);
  if (!Number.isFinite(perSecond)) throw new Error(output.slice(-500));
  return perSecond;
}

/** The time and a random part, as a UUIDv7 begins; twelve digits are left for the counter. */
function idPrefix(): string {
  return newId().slice(0, 24);
}

function runToEnd(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", reject);
    child.once("close", () => resolve(output));
  });
}
