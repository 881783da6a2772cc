import { Command, CommanderError, InvalidArgumentError } from "commander";
import { PROBLEMS } from "@/lib/contract/problem-codes";
import { MigrationError } from "@/lib/db/migrate";
import { SettingsError } from "@/lib/env";
import { ProblemError } from "@/lib/errors";
import { doctor } from "./doctor";
import { addMerchantCommands } from "./merchant-commands";
import { addOperatorCommands } from "./operator-commands";
import type { Perform } from "./output";
import { addPaymentCommands } from "./payment-commands";
import { withDatabase } from "./with-database";

/** Exit codes: 0 done, 1 refused, 2 the command itself is wrong. */
const REFUSED = 1;
const USAGE = 2;

/** `npm run latchkey -- …` */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = new Command("latchkey").description("Latchkey's command line. Settings come from the environment, as for npm start.")
    .option("--json", "print JSON, for scripts").exitOverride().showHelpAfterError("(--help says more)").configureHelp({ showGlobalOptions: true });
  const isJson = () => argv.includes("--json");
  const perform: Perform = async (work) => {
    const { json, text, refused } = await withDatabase(work);
    console.log(isJson() ? JSON.stringify(json) : text);
    if (refused) process.exitCode = REFUSED;
  };
  addMerchantCommands(program, perform);
  addOperatorCommands(program, perform);
  addPaymentCommands(program, perform);
  program.command("migrate").description("bring the database up to date").action(() => perform(async ({ applied }) => (
    { json: { applied }, text: applied.length === 0 ? "The database is up to date." : `Applied: ${applied.join(", ")}.` })));
  program.command("doctor").description("what is configured, reachable and behind").action(() => perform(doctor));
  everyCommand(program, (command) => command.option("--json", "print JSON, for scripts").exitOverride());
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = fail(error, isJson());
  }
}

function everyCommand(command: Command, change: (command: Command) => void): void {
  for (const child of command.commands) {
    change(child);
    everyCommand(child, change);
  }
}

/** Says what is wrong, on stderr; as JSON too where a script is listening. */
function fail(error: unknown, isJson: boolean): number {
  if (error instanceof CommanderError) {
    // --help and --version come as errors as well; what was wrong has been printed already, except when we threw it.
    if (error.exitCode === 0) return 0;
    if (error instanceof InvalidArgumentError) console.error(`error: ${error.message}`);
    return USAGE;
  }
  if (error instanceof ProblemError) {
    const { code, detail, extras } = error;
    // The table's own advice says what to do, and leaves it to the title to say what is wrong.
    const sentence = detail === PROBLEMS[code].help ? `${PROBLEMS[code].title}. ${detail}` : detail;
    const fields = (extras.errors ?? []).map(({ pointer, detail: more }) => `\n  ${pointer}: ${more}`).join("");
    console.error(isJson ? JSON.stringify({ code, detail, errors: extras.errors }) : `${sentence}${fields}`);
  } else if (error instanceof SettingsError || error instanceof MigrationError) {
    console.error(isJson ? JSON.stringify({ code: "settings", detail: error.message }) : error.message);
  } else {
    console.error(error);
  }
  return REFUSED;
}
