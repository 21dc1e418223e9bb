import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { InputError } from "./errors.js";

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Of what a command says on standard error, its error shows so much. */
const MOST_SAID = 2000;

/**
 * Sends text through a shell command, as mrjob's pre-filters, and gives what it prints.
 *
 * Status 0 is success, also where the command stopped reading early (`head`). So is status 1 with nothing printed, neither on standard output
 * nor on standard error: that is how grep says that no line matches. Anything else is an error.
 *
 * @param path what the text is called in errors
 * @throws InputError that names the command, its status and what it said; what the source throws; the signal's reason; while it is iterated.
 * However it ends, the command and its children are gone then.
 */
export async function* filterThrough(
  command: string,
  path: string,
  source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted();
  // A group of its own, so that the shell's children can be stopped with it.
  const child: Child = spawn("/bin/sh", ["-c", command], { stdio: ["pipe", "pipe", "pipe"], detached: true });
  const stop = (): void => stopGroup(child);
  signal?.addEventListener("abort", stop);
  const ended = endOf(child);
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (said.length < MOST_SAID) said += text.slice(0, MOST_SAID - said.length);
  });
  let printed = false;
  const fed = feed(child.stdin, source);
  // Each is waited for below; until then a failure is no stray rejection.
  ended.catch(() => {});
  fed.catch(stop);
  try {
    for await (const chunk of child.stdout) {
      printed = true;
      yield chunk as Uint8Array;
    }
    await fed;
    signal?.throwIfAborted();
    const status = await ended;
    if (status === 0 || (status === 1 && !printed && said === "")) return;
    const how = typeof status === "number" ? `with status ${status}` : `by ${status}`;
    const words = said === "" ? "" : ` It said: ${said.trim()}`;
    throw new InputError(
      path,
      `couldn't be sent through the pre-filter \`${command}\`: it ended ${how}.${words}`,
    );
  } catch (error) {
    // What went wrong with the file, or a signal, comes before what became of the command through that.
    await fed;
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    stop();
    await Promise.allSettled([fed, ended]);
  }
}

/** Its status, or the signal that ended it. @throws if it couldn't be started */
async function endOf(child: Child): Promise<number | string> {
  const [status, signal] = (await once(child, "close")) as [number | null, string | null];
  return status ?? signal ?? 0;
}

async function feed(
  stdin: Writable,
  source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  // A command may stop reading when it has seen enough: that is a broken pipe here, and no error.
  stdin.on("error", () => {});
  try {
    for await (const bytes of source) {
      if (bytes.length === 0) continue;
      const isOpen = await new Promise<boolean>((resolve) => {
        stdin.write(bytes, (error) => resolve(error === null || error === undefined));
      });
      if (!isOpen) break;
    }
  } finally {
    stdin.end();
  }
}

function stopGroup(child: Child): void {
  child.stdin.destroy();
  child.stdout.destroy();
  child.stderr.destroy();
  // The shell may be gone and its children not.
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") child.kill("SIGKILL");
  }
}
