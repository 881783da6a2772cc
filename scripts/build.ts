import { ensureBuild } from "@/lib/server/build";

/** `npm run build`: the console's production build, where the sources have changed since the last one. */
try {
  await ensureBuild(console.log);
  console.log("The build is up to date.");
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
