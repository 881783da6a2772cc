import { runCommandLine } from "@/lib/cli/run-command-line";

await runCommandLine(process.argv);
