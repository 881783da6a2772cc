import pg from "pg";
import { env } from "@/lib/env";

const HOLDER = Symbol.for("latchkey.pool");
type Holder = { [HOLDER]?: pg.Pool };

/**
 * The one pool of this process, shared by hand-written SQL and by Prisma's adapter. It lives on globalThis
 * because Next bundles routes apart from the server that carries them.
 */
export function pool(): pg.Pool {
  const holder = globalThis as Holder;
  holder[HOLDER] ??= createPool();
  return holder[HOLDER];
}

function createPool(): pg.Pool {
  const settings = env();
  const created = new pg.Pool({
    connectionString: settings.DATABASE_URL,
    max: settings.LATCHKEY_POOL_MAX,
    // A database that does not answer within 5 s is answered for with 503, not waited for.
    connectionTimeoutMillis: 5_000,
    // Between two bursts connections are kept; a quiet process gives them back.
    idleTimeoutMillis: 30_000,
    application_name: "latchkey",
  });
  // An idle connection that breaks is replaced on the next use; without a listener it would end the process.
  created.on("error", () => undefined);
  return created;
}

export async function closePool(): Promise<void> {
  const holder = globalThis as Holder;
  const open = holder[HOLDER];
  holder[HOLDER] = undefined;
  await open?.end();
}
