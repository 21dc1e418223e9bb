import type { OutputStream } from "./hosted-worker.js";

/** Where the console's methods write in Node. */
const STREAMS: Readonly<Record<string, OutputStream>> = {
  debug: "stdout",
  info: "stdout",
  log: "stdout",
  error: "stderr",
  trace: "stderr",
  warn: "stderr",
};

type Print = (...values: unknown[]) => void;

/** Has a web worker's console tell the parent too. The browser shows it in any case, and better. */
export function captureConsole(write: (stream: OutputStream, text: string) => void): void {
  const methods = console as unknown as Record<string, Print>;
  for (const [name, stream] of Object.entries(STREAMS)) {
    const print = methods[name]!;
    methods[name] = (...values) => {
      print.apply(console, values);
      write(stream, `${values.map(text).join(" ")}\n`);
    };
  }
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return value.stack ?? String(value);
  try {
    if (typeof value === "object" && value !== null && value.toString === Object.prototype.toString)
      return JSON.stringify(value);
    return Array.isArray(value) ? JSON.stringify(value) : String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
