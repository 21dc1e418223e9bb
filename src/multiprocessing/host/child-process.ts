/** The parent's end of a child process. README.md lists its file descriptors. */
import type { Socket } from "node:net";
import { FrameReader, frame } from "./frame.js";
import type { WorkerOptions } from "./hosted-worker.js";
import { inheritedArguments, inheritedEnvironment } from "./inherited.js";
import { BOOT, type Message, message } from "./message.js";
import { type ParentInfo, selfInfo } from "./parent-link.js";
import { ended, within } from "./stream-end.js";
import type { Wire, WireEvents } from "./wire.js";

/** Messages to the child; messages from it and answers to a blocked one; the task to be cancelled, and the sign of life of this process. */
export const DOWN_FD = 3;
export const UP_FD = 4;
export const CONTROL_FD = 5;

/** What a child is told first. */
export interface ProcessBoot {
  readonly boot: WorkerOptions["boot"];
  readonly participant: number;
  readonly parent: ParentInfo;
}

/** How long to wait for the end of stdout and stderr after a child's end: a process that it started may hold them open. */
const OUTPUT_MILLISECONDS = 100;
/** V8 writes this before it aborts: `FATAL ERROR: … JavaScript heap out of memory`, and other words for other limits. */
const OUT_OF_MEMORY = /FATAL ERROR: .*out of memory/i;
/** As much of the end of stderr is searched for it; the report with V8's stack is 2 to 4 KiB. */
const LAST_WORDS = 16 * 1024;

/** Starts this Node again, on a module of ours. */
export function startChildProcess(options: WorkerOptions, participant: number, events: WireEvents): Wire {
  const { spawn } = process.getBuiltinModule("node:child_process");
  const { fileURLToPath } = process.getBuiltinModule("node:url");
  const entry = fileURLToPath(new URL("./worker-main-process.js", import.meta.url));
  const child = spawn(
    process.execPath,
    [...inheritedArguments(options.memoryLimit), entry, ...process.argv.slice(2)],
    {
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
      env: inheritedEnvironment(),
      windowsHide: true,
    },
  );
  // Without file descriptors or processes left, spawn emits an error and has no pipes.
  const pipes = (child.stdio ?? []) as unknown as (Socket | null | undefined)[];
  const [, , , down, up, control] = pipes;
  const sockets = pipes.filter((socket) => socket !== null && socket !== undefined);
  let failure: unknown;
  let lastWords = "";
  // A child that has ended no longer reads: its exit says all there is to say.
  for (const socket of sockets) socket.on("error", () => undefined);
  child.on("error", (error) => {
    failure = error;
    if (child.pid === undefined) events.ended({ code: null, signal: null, error, outOfMemory: false });
  });
  const reader = new FrameReader((received) => events.message(received));
  up?.on("data", (chunk: Buffer) => reader.push(chunk));
  child.stdout?.setEncoding("utf8").on("data", (text: string) => events.output("stdout", text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS);
    events.output("stderr", text);
  });
  child.on("exit", async (code, signal) => {
    // Everything that the child wrote upwards is read first; only it has that pipe, so the end is certain to come.
    await Promise.all([ended(up), within(OUTPUT_MILLISECONDS, ended(child.stdout), ended(child.stderr))]);
    for (const socket of sockets) socket.destroy();
    const aborted = signal === "SIGABRT" || signal === "SIGTRAP" || signal === "SIGILL" || (code ?? 0) >= 128;
    events.ended({ code, signal, error: failure, outOfMemory: aborted && OUT_OF_MEMORY.test(lastWords) });
  });
  const boot: ProcessBoot = { boot: options.boot, participant, parent: selfInfo() };
  send(up, message(BOOT, process.getBuiltinModule("node:v8").serialize(boot)));
  return {
    context: "process",
    pid: child.pid ?? 0,
    threadId: null,
    send: (sent) => send(down, sent),
    answerSync: (answer) => send(up, answer),
    signal: (name) => void child.kill(name),
    cancel: (task) => void control?.write(new Uint8Array(Uint32Array.of(task).buffer)),
    ref() {
      child.ref();
      for (const socket of sockets) socket.ref();
    },
    unref() {
      child.unref();
      for (const socket of sockets) socket.unref();
    },
  };
}

/** One write call for a small message, one vectored one for a large; what doesn't fit in the pipe waits in the socket's queue. */
function send(socket: Socket | null | undefined, sent: Message): void {
  if (!socket || socket.destroyed) return;
  const parts = frame(sent);
  if (parts.length > 1) socket.cork();
  for (const part of parts) socket.write(part);
  if (parts.length > 1) socket.uncork();
}
