/** Points this process at an address where no database listens, before anything reads a setting: port 9 of this machine. */
export function pointAtNoDatabase(): void {
  Object.assign(process.env, { DATABASE_URL: "postgres://nobody@127.0.0.1:9/none", LATCHKEY_LOG_LEVEL: "silent" });
}
