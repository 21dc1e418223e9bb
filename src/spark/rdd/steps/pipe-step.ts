/** `pipe`: a partition's elements through a program of one's own, a line an element. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { ManycoreError } from "../../../errors.js";
import { type Chunk, type Chunks, chunked } from "../chunks.js";
import { textOf } from "../element-text.js";
import type { StepContext, Transform } from "./context.js";

/** What a program has said on stderr at the end stands in the error. */
const STDERR_TAIL = 2000;

export const pipeSteps = {
  pipe:
    (words: readonly string[], env: Readonly<Record<string, string>>, checkCode: boolean): Transform =>
    (input, at) =>
      chunked(lines(words, env, checkCode, input, at), at.size) as AsyncIterable<Chunk>,
};

async function* lines(
  [program, ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  checkCode: boolean,
  input: Chunks,
  at: StepContext,
): AsyncGenerator<string> {
  const child = spawn(program!, args, {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  at.onEnd(() => void child.kill("SIGKILL"));
  const ended = new Promise<Ended>((resolve) => {
    child.on("error", (error) => resolve({ error }));
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-STDERR_TAIL);
  });
  // A program may stop reading, as `head` does; what is written then goes nowhere.
  child.stdin.on("error", () => {});
  const feeding = feed(child.stdin, input, ended).then(
    () => undefined,
    (error: unknown) => {
      child.kill("SIGKILL");
      return { error };
    },
  );
  let rest = "";
  for await (const text of child.stdout.setEncoding("utf8")) {
    at.tick();
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
  if (rest !== "") yield rest;
  const end = await ended;
  const failed = await feeding;
  if (failed !== undefined) throw failed.error;
  if (end.error !== undefined)
    throw new ManycoreError(`pipe() can't run ${program}: ${end.error.message}`, { cause: end.error });
  if (checkCode && end.code !== 0) {
    const how = end.signal === null ? `with exit code ${end.code}` : `by ${end.signal}`;
    const words = said.trim() === "" ? "" : `: ${said.trim()}`;
    throw new ManycoreError(`${program}, which pipe() ran, ended ${how}${words}`);
  }
}

interface Ended {
  readonly code?: number | null;
  readonly signal?: NodeJS.Signals | null;
  readonly error?: Error;
}

/** Writes a line an element, no faster than the program reads. */
async function feed(stdin: NodeJS.WritableStream, input: Chunks, ended: Promise<Ended>): Promise<void> {
  for await (const chunk of input) {
    if (!stdin.writable) return;
    const text = chunk.map((element) => `${textOf(element)}\n`).join("");
    if (!stdin.write(text)) await Promise.race([once(stdin, "drain").catch(() => {}), ended]);
  }
  stdin.end();
}
