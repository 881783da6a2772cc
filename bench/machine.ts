import { cpus, loadavg, release, totalmem, type } from "node:os";

const GIB = 1024 ** 3;

/** The machine's size, and how busy it was: figures mean nothing without it. */
export function describeMachine(): { cpu: string; cores: number; memoryGib: number; system: string; node: string; date: string } {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown", cores: cpus().length, memoryGib: Math.round(totalmem() / GIB), system: `${type()} ${release()}`, node: process.version,
    date: new Date().toISOString(),
  };
}

export function loadNow(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}
