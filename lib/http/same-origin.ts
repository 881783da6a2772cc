/**
 * True where a request that changes something comes from a page of ours. Browsers send Sec-Fetch-Site or Origin with
 * every such request and no page can forge them; a client that sends neither is no browser and carries no cookie it did not choose to.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  if (origin === null) return true;
  try {
    return new URL(origin).host === headers.get("host");
  } catch {
    return false;
  }
}
