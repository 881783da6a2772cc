import type { ObservedObject } from "./outcome";
import { observe } from "./stripe/observe";
import { parseObject } from "./stripe/wire-object";

/** Reads an object of a processor again from kept evidence; null where the text is none (an error, HTML, half an answer). */
export function readObserved(processor: string, body: string): ObservedObject | null {
  if (processor !== "stripe") return null;
  const object = parseObject(body);
  return object && observe(object, body);
}
