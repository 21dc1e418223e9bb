import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const program = fileURLToPath(new URL("./cli_words.ts", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program under tsx, on its way. */
export class Program {
  readonly ended: Promise<Ended>;
  readonly #child;

  /** @param input its standard input; kept open if it isn't given */
  constructor(path: string, args: readonly string[], input?: string) {
    this.#child = spawn(process.execPath, ["--import", "tsx", path, ...args]);
    const child = this.#child;
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    // A program that doesn't read its input may be gone before it is written.
    child.stdin.on("error", () => {});
    if (input !== undefined) child.stdin.end(input);
    this.ended = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        resolve({
          code,
          signal,
          stdout: Buffer.concat(out).toString(),
          stderr: Buffer.concat(err).toString(),
        });
      });
    });
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

/** Runs the word count, in one thread unless the arguments say otherwise. */
export function words(args: readonly string[], input = ""): Promise<Ended> {
  return new Program(program, ["-r", "inline", ...args], input).ended;
}
