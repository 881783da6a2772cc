import type { Received, SendReport } from "../outcome";
import type { Exchange, NoAnswerCode, UnsentCode } from "./exchange";
import { maskSecrets } from "./mask";
import { asObject, declineCodeOf, holdsMoney, parseObject, receivedOf, textOf, type WireObject } from "./wire-object";

type Answer = Extract<Exchange, { kind: "answer" }>;
type Verdict = Pick<SendReport, "outcome" | "code" | "detail"> & Partial<SendReport>;

const UNSENT: Readonly<Record<UnsentCode, string>> = {
  too_late: "The sender was too late and sent nothing.",
  connect_refused: "The processor refused the connection; nothing was sent.",
  dns: "The processor's name could not be resolved; nothing was sent.",
  tls: "The TLS handshake did not finish; nothing was sent.",
  connect_timeout: "No connection within the timeout; nothing was sent.",
  connect_failed: "No connection to the processor; nothing was sent.",
  request_invalid: "The connection's address or secret can't be used; nothing was sent.",
};

const NO_ANSWER: Readonly<Record<NoAnswerCode, string>> = {
  timeout: "The request went out and no whole answer came within the timeout.",
  reset: "The connection broke after the request went out.",
  answer_too_large: "The answer was larger than any answer of a processor.",
  answer_malformed: "The answer was not HTTP.",
};

/**
 * The proof table of the contract's section 5: what one exchange proves about money. Where several rows could
 * apply the one that proves less wins; whatever no row names is `unknown`.
 */
export function classifySend(exchange: Exchange, expected: Received): SendReport {
  const verdict = verdictOn(exchange, expected);
  const isAnswer = exchange.kind === "answer";
  const isPlainSuccess = verdict.outcome === "succeeded" && verdict.code === null;
  return {
    refusal: null,
    httpStatus: exchange.kind === "unsent" ? null : exchange.httpStatus,
    processorReference: null,
    declineCode: null,
    processorCode: null,
    processorField: null,
    received: null,
    frozen: false,
    absenceBarred: false,
    retryAfterS: isAnswer ? exchange.retryAfterS : null,
    unsent: exchange.kind === "unsent",
    body: isAnswer && !isPlainSuccess && exchange.body !== "" ? maskSecrets(exchange.body) : null,
    ...verdict,
  };
}

function verdictOn(exchange: Exchange, expected: Received): Verdict {
  if (exchange.kind === "unsent") {
    const refusal = exchange.code === "request_invalid" ? "processor_misconfigured" : "processor_unavailable";
    return { outcome: "failed", code: exchange.code, detail: UNSENT[exchange.code], refusal };
  }
  if (exchange.kind === "no_answer") {
    // A status line of 5xx is an executed answer even where its body got lost: it may be frozen under the key.
    return { outcome: "unknown", code: exchange.code, detail: NO_ANSWER[exchange.code], frozen: (exchange.httpStatus ?? 0) >= 500 };
  }
  const { httpStatus } = exchange;
  if (httpStatus >= 200 && httpStatus < 300) return verdictOnSuccess(exchange, expected);
  if (httpStatus >= 400 && httpStatus < 500) return verdictOnRefusal(exchange);
  if (httpStatus >= 500) {
    const replayed = exchange.replayed ? ", the same as before," : "";
    return { outcome: "unknown", code: `http_${httpStatus}`, detail: `The processor answered ${httpStatus}${replayed} which says nothing about the money.`, frozen: true };
  }
  return { outcome: "unknown", code: `http_${httpStatus}`, detail: `The processor answered ${httpStatus}, which is no answer to a payment.` };
}

function verdictOnSuccess(answer: Answer, expected: Received): Verdict {
  const intent = parseObject(answer.body);
  if (!intent) return { outcome: "unknown", code: "answer_unreadable", detail: "The processor said success, in an answer that can't be read." };
  const processorReference = textOf(intent, "id");
  if (processorReference === null) return { outcome: "unknown", code: "answer_without_id", detail: "The processor said success without naming the payment." };
  const status = textOf(intent, "status");
  if (status === "succeeded") return { processorReference, ...verdictOnMoney(intent, expected) };
  if (status === "canceled" && !holdsMoney(intent)) {
    return { outcome: "failed", code: "canceled", detail: "The payment is cancelled at the processor.", refusal: "canceled_at_processor", processorReference };
  }
  const error = asObject(intent.last_payment_error);
  if (status === "requires_payment_method" && error && !holdsMoney(intent)) return { processorReference, ...declined(error) };
  return { outcome: "unknown", code: status ?? "no_status", detail: `The processor holds the payment as "${status ?? "nothing"}", which is not final.`, processorReference };
}

function verdictOnMoney(intent: WireObject, expected: Received): Verdict {
  const received = receivedOf(intent);
  if (!received) return { outcome: "unknown", code: "amount_unreadable", detail: "The processor took money and did not say how much." };
  if (received.amount === expected.amount && received.currency === expected.currency.toUpperCase()) {
    return { outcome: "succeeded", code: null, detail: "The processor took the money.", received };
  }
  return {
    outcome: "succeeded",
    code: "amount_differs",
    detail: `The processor took ${received.amount} ${received.currency} (minor units) where ${expected.amount} ${expected.currency.toUpperCase()} was asked for.`,
    received,
  };
}

function verdictOnRefusal(answer: Answer): Verdict {
  const { httpStatus } = answer;
  const error = asObject(parseObject(answer.body)?.error);
  const type = textOf(error, "type");
  const code = textOf(error, "code");
  if (httpStatus === 409 || code === "idempotency_key_in_use") {
    return { outcome: "unknown", code: code ?? "http_409", detail: "The processor is still busy with a request under this key." };
  }
  if (type === "idempotency_error") {
    return { outcome: "unknown", code: "idempotency_error", detail: "The processor saw this key with other parameters: it was used.", absenceBarred: true };
  }
  const object = objectOf(error);
  if (httpStatus === 402 && type === "card_error" && error) return verdictOnCardError(error, object);
  const refusal = BEFORE_EXECUTION[httpStatus];
  // Only the processor's own error form shows that the processor itself refused. 429 needs none: whoever in
  // between answers it says that the request was not let through.
  const proven = refusal !== undefined && object === null && (type !== null || (httpStatus === 429 && !namesObject(answer.body)));
  const known = { code: code ?? `http_${httpStatus}`, processorCode: code ?? type, processorField: textOf(error, "param") };
  if (!proven) {
    return { outcome: "unknown", detail: `The processor answered ${httpStatus} in a way that does not prove that nothing happened.`, processorReference: textOf(object, "id"), ...known };
  }
  return { outcome: "failed", detail: `The processor refused the request with ${httpStatus} before executing it.`, refusal, ...known };
}

/** Refusals before execution and what each means to the caller (rows 3a, 3b and 3c). */
const BEFORE_EXECUTION: Readonly<Partial<Record<number, NonNullable<SendReport["refusal"]>>>> = {
  400: "processor_rejected",
  401: "processor_misconfigured",
  403: "processor_misconfigured",
  404: "processor_rejected",
  429: "processor_unavailable",
};

/** A card error refuses this payment, unless the object inside it may still take or has taken the money. */
function verdictOnCardError(error: WireObject, intent: WireObject | null): Verdict {
  const processorReference = textOf(intent, "id");
  const status = textOf(intent, "status");
  const isClosed = (status === "requires_payment_method" || status === "canceled") && !holdsMoney(intent);
  if (intent !== null && !isClosed && textOf(intent, "object") !== "charge") {
    return { outcome: "unknown", code: status ?? "no_status", detail: `The processor declined and holds the payment as "${status ?? "nothing"}" all the same.`, processorReference };
  }
  return { processorReference, ...declined(error) };
}

function declined(error: WireObject): Verdict {
  const declineCode = declineCodeOf(error);
  return { outcome: "declined", code: declineCode, detail: `The payment was declined: ${declineCode}.`, declineCode, processorCode: textOf(error, "code"), processorField: textOf(error, "param") };
}

/** An object in an error shows that something was executed. A charge may be named by its id alone. */
function objectOf(error: WireObject | null): WireObject | null {
  const intent = asObject(error?.payment_intent);
  if (intent) return intent;
  const charge = textOf(error, "charge");
  return charge === null ? asObject(error?.charge) : { id: charge, object: "charge" };
}

function namesObject(body: string): boolean {
  return textOf(parseObject(body), "id") !== null;
}
