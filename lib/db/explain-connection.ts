type AdapterCause = { kind?: string; user?: string; db?: string; reason?: string };

/** Why no connection to the database could be opened, in words, with the address and never the password. */
export function explainConnection(databaseUrl: string, error: unknown): string {
  const cause = ((error as { cause?: unknown } | null)?.cause ?? {}) as AdapterCause;
  const at = addressOf(databaseUrl);
  const why: Readonly<Record<string, string>> = {
    DatabaseNotReachable: `No PostgreSQL answers at ${at}.`,
    SocketTimeout: `PostgreSQL at ${at} did not answer in time.`,
    AuthenticationFailed: `PostgreSQL at ${at} refuses this user or password.`,
    DatabaseAccessDenied: `PostgreSQL at ${at} does not let this user into the database.`,
    DatabaseDoesNotExist: `PostgreSQL at ${at} has no database of that name.`,
    TooManyConnections: `PostgreSQL at ${at} has no connection to spare.`,
    TlsConnectionError: `No encrypted connection to PostgreSQL at ${at} could be made (${cause.reason ?? "no reason given"}).`,
  };
  return `${why[cause.kind ?? ""] ?? `The database at ${at} can't be used: ${(error as Error).message.trim()}.`} Check DATABASE_URL, and that the database is running.`;
}

function addressOf(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return "the address in DATABASE_URL";
  const { hostname, port, pathname, searchParams } = new URL(databaseUrl);
  return `${searchParams.get("host") ?? `${hostname}:${port || "5432"}`}${pathname}`;
}
