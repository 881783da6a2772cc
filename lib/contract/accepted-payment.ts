import { Payment } from "./payment";
import { Retry } from "./problem";

/** The body of a 202: the payment as it is, and what to do about it. */
export const AcceptedPayment = Payment.extend({ retry: Retry });
