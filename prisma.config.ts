import { defineConfig } from "prisma/config";

/** For Prisma's own tools; Latchkey generates and migrates without their native engine. */
export default defineConfig({
  schema: "prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "" },
});
