/** Weak: `stuck` changes with the clock alone and is outside the tag. */
export function paymentTag(version: number): string {
  return `W/"${version}"`;
}

const TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

/** True where `If-None-Match` names this tag (weak comparison, RFC 9110) or is `*`. */
export function matchesTag(header: string, tag: string): boolean {
  if (header.trim() === "*") return true;
  const opaque = tag.replace(/^W\//, "");
  return (header.match(TAG) ?? []).some((candidate) => candidate.replace(/^W\//, "") === opaque);
}
