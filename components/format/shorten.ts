/** `pay_01kb4n6t…h1dje`: what is kept of both ends of an id that is too long for its place. */
export function shorten(text: string, head = 12, tail = 5): string {
  return text.length <= head + tail + 4 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;
}
