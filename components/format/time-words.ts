const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

/** `4 s`, `32 min`, `5 h`, `3 d`: how long ago or until, in the one unit that matters. */
export function ageWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < MINUTE_S) return `${seconds} s`;
  if (seconds < HOUR_S) return `${Math.floor(seconds / MINUTE_S)} min`;
  if (seconds < 2 * DAY_S) return `${Math.floor(seconds / HOUR_S)} h`;
  return `${Math.floor(seconds / DAY_S)} d`;
}

/** `49 min 49 s`: a countdown. */
export function countdownWords(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  if (seconds < MINUTE_S) return `${seconds} s`;
  if (seconds < HOUR_S) return `${Math.floor(seconds / MINUTE_S)} min ${seconds % MINUTE_S} s`;
  return `${Math.floor(seconds / HOUR_S)} h ${Math.floor((seconds % HOUR_S) / MINUTE_S)} min`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone}|${Object.values(options).join(",")}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options });
    formats.set(key, made);
  }
  return made;
}

/** `05:42:31`, with milliseconds where asked. */
export function clockWords(iso: string, zone: string, withMs = false): string {
  const at = new Date(iso);
  const clock = format(zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);
  return withMs ? `${clock}.${String(at.getUTCMilliseconds()).padStart(3, "0")}` : clock;
}

/** `24 Nov`. */
export function dayWords(iso: string, zone: string): string {
  return format(zone, { day: "numeric", month: "short" }).format(new Date(iso));
}

/** The clock where it was today, the day before it otherwise: nobody mistakes yesterday for now. */
export function momentWords(iso: string, zone: string, nowMs: number): string {
  const today = dayWords(new Date(nowMs).toISOString(), zone) === dayWords(iso, zone);
  return today ? clockWords(iso, zone) : `${dayWords(iso, zone)} ${clockWords(iso, zone).slice(0, 5)}`;
}
