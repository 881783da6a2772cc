import { type Command, Option } from "commander";
import { CLI, ROLES, type Role } from "@/lib/access/permissions";
import { findMerchant } from "@/lib/merchants/find-merchant";
import { createOperator } from "@/lib/operators/create-operator";
import { email } from "./arguments";
import { type Perform, pairs } from "./output";

type CreateOptions = { email: string; role: Role; name?: string; merchant?: string[] };

export function addOperatorCommands(program: Command, perform: Perform): void {
  const operators = program.command("operators").description("people who sign in to the console");
  operators.command("create").description("make an operator; the password is shown once")
    .requiredOption("--email <address>", "how they sign in", email)
    .addOption(new Option("--role <role>", "what they may do").choices(ROLES).makeOptionMandatory())
    .option("--name <name>", "what they are called; left out: the e-mail")
    .option("--merchant <id or name...>", "whose payments they see; left out: all")
    .action((options: CreateOptions) => perform(async () => {
      const named = await Promise.all((options.merchant ?? []).map((merchant) => findMerchant(CLI, merchant)));
      const { operatorId, email: address, password } = await createOperator(CLI, {
        email: options.email, name: options.name, role: options.role, allMerchants: options.merchant === undefined, merchantIds: named.map(({ id }) => id),
      });
      const created = { operatorId, email: address, role: options.role, password };
      return { json: created, text: `${pairs(created)}\n\nThe password is shown this once.` };
    }));
}
