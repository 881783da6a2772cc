import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client";
import { pool } from "./pool";

const HOLDER = Symbol.for("latchkey.prisma");
type Holder = { [HOLDER]?: PrismaClient };

/** Prisma on the same pool as the hand-written SQL: everything but the claim and the close of an operation goes here. */
export function prisma(): PrismaClient {
  const holder = globalThis as Holder;
  holder[HOLDER] ??= new PrismaClient({ adapter: new PrismaPg(pool()), log: [] });
  return holder[HOLDER];
}
