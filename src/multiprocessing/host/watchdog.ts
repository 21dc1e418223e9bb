/** The watchdog's thread: see start-watchdog.ts. */
import { CONTROL_FD } from "./child-process.js";

const { Socket } = process.getBuiltinModule("node:net");
const words = process.getBuiltinModule("node:worker_threads").workerData as Int32Array<SharedArrayBuffer>;
const bytes = new Uint8Array(4);
const number = new Uint32Array(bytes.buffer);
let filled = 0;

const control = new Socket({ fd: CONTROL_FD, readable: true, writable: false });
control.on("data", (chunk: Buffer) => {
  for (const byte of chunk) {
    bytes[filled++] = byte;
    if (filled < bytes.length) continue;
    filled = 0;
    Atomics.store(words, 0, number[0]!);
  }
});
const die = (): void => void process.kill(process.pid, "SIGKILL");
control.on("end", die);
control.on("error", die);
