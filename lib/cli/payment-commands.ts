import { type Command, Option } from "commander";
import { CLI } from "@/lib/access/permissions";
import { PAYMENT_TABS, type PaymentTab } from "@/lib/contract/console/payment-filters";
import { formatAmount } from "@/lib/money";
import { getPaymentDetail } from "@/lib/payments/get-payment-detail";
import { instant } from "./arguments";
import { collectPayments } from "./collect-payments";
import { type Perform, table } from "./output";
import { reconcile } from "./reconcile";

/** What fits on a few screens; scripts ask for more. */
const SHOWN = 100;

type ListOptions = { stuck?: true; status: PaymentTab; merchant?: string };
type ReconcileOptions = { stuck?: true; from?: string; to?: string };

export function addPaymentCommands(program: Command, perform: Perform): void {
  const payments = program.command("payments").description("what merchants asked for");
  payments.command("list").description(`the newest payments (${SHOWN} at most), with the reason in words where they are open`)
    .option("--stuck", "only those open for longer than their merchant's threshold")
    .addOption(new Option("--status <status>", "only those of a status").choices(PAYMENT_TABS).default("all").conflicts("stuck"))
    .option("--merchant <name>", "only those of one merchant")
    .action(({ stuck, status, merchant = undefined }: ListOptions) => perform(async () => {
      const rows = await collectPayments({ tab: stuck ? "stuck" : status, merchant, limit: SHOWN });
      const cells = rows.map((row) => [row.id, row.status, money(row), row.merchant, row.createdAt, row.known]);
      return { json: { data: rows }, text: rows.length === 0 ? "There are none." : table(["ID", "STATUS", "AMOUNT", "MERCHANT", "CREATED", "KNOWN"], cells) };
    }));
  payments.command("show").description("one payment: what is known, and how it came to be").argument("<id>", "pay_…")
    .action((paymentId: string) => perform(async () => {
      const detail = await getPaymentDetail({ actor: CLI, paymentId });
      const head = [`${detail.payment.id}  ${detail.payment.status}  ${money(detail.payment)}  ${detail.merchant.name}`, detail.sentence.map(({ text }) => text).join("")];
      const timeline = detail.timeline.map(({ at, title, detail: more }) => [at, title, more]);
      return { json: detail, text: [...head, "", table(["AT", "WHAT", "DETAIL"], timeline)].join("\n") };
    }));
  program.command("reconcile").description("ask the processor what became of payments, now")
    .argument("[ids...]", "pay_…").option("--stuck", "all that are stuck")
    .addOption(new Option("--from <time>", "open payments created since").argParser(instant))
    .addOption(new Option("--to <time>", "open payments created before").argParser(instant))
    .action((ids: string[], options: ReconcileOptions, command: Command) => {
      const ways = [ids.length > 0, options.stuck === true, options.from !== undefined || options.to !== undefined].filter(Boolean).length;
      if (ways !== 1) command.error("error: name payments, or --stuck, or --from and --to");
      if ((options.from === undefined) !== (options.to === undefined)) command.error("error: --from and --to are given together");
      return perform(() => reconcile({ ids, ...options }));
    });
}

function money({ amount, currency }: { amount: number; currency: string }): string {
  return `${formatAmount(amount, currency)} ${currency}`;
}
