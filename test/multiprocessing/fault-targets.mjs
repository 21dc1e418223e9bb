/** What workers do in faults.ts: exports of a plain module, so they travel by name. */
import { appendFileSync, closeSync, openSync } from "node:fs";
import { Event, Lock, Pool, Process, Queue, SharedMemory, task } from "manycore/multiprocessing";
import { setKillPoint } from "../../dist/events/index.js";
import { freeBlock, heap, newBlock } from "../../dist/memory/index.js";
import { decode, encode } from "../../dist/portable/index.js";
import { nameOfItem, stopAt, victimPuts } from "./queue-targets.mjs";

export const square = (x) => x * x;
export const same = (value) => value;
export const add = (a, b) => a + b;
export const size = (value) => value.length ?? value.shape[0];
export const quit = (code) => process.exit(code);
export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const never = () => new Promise(() => setInterval(() => undefined, 1000));

export function spin() {
  for (;;);
}

/** Ends by itself when it is asked to. */
export function obey() {
  while (!task.signal.aborted);
}

/**
 * Ends this worker from one moment to the next: a child process as by `kill -9`; a thread as when it is terminated. (`process.exit` would
 * run exit handlers, which give the thread's memory back in good order, in the middle of what it is doing.)
 */
export function die() {
  if (process.getBuiltinModule("node:worker_threads").isMainThread) process.kill(process.pid, "SIGKILL");
  process.reallyExit(9);
}

export function dieLater(ms) {
  setTimeout(die, ms);
  return never();
}

export function greedy() {
  const all = [];
  for (;;) all.push(new Array(1000).fill(1.5));
}

const CANT_TRAVEL = [
  () => new WeakMap(),
  () => Symbol("own"),
  () =>
    new (class {
      #own = 1;
      own() {
        return this.#own;
      }
    })(),
  () => same.bind(null),
  () => process.env,
];
export const kindsThatCantTravel = CANT_TRAVEL.length;

/** A result in which something can't travel, at `.list › [1] › .held`. */
export const unportable = (kind) => ({ list: [1, { held: CANT_TRAVEL[kind]() }] });

export function throwing(n) {
  throw new RangeError(`initializer ${n}`);
}

/** Takes the lock, says so, and does as told. */
export async function hold(lock, held, how) {
  await lock.acquire();
  await held.set();
  if (how === "exit") process.exit(4);
  if (how === "die") die();
  if (how === "spin") spin();
  await never();
}

export const acquire = (lock) => lock.acquire();

/** Puts items of all sizes without end: what it puts is always its name, a number and as many letters as that says. */
export async function produce(queue, name, sizes) {
  await queue.put({ name, k: 0, text: "" });
  for (let k = 1; ; k++) await queue.put({ name, k, text: "z".repeat(sizes[k % sizes.length]) });
}

/** A few, then its end. */
export async function produceSome(queue, name, count) {
  for (let k = 0; k < count; k++) await queue.put({ name, k, text: "" });
}

export async function consume(queue) {
  let count = 0;
  for await (const _ of queue) count++;
  return count;
}

/** Waits in a queue for what never comes. */
export const get = (queue) => queue.get();

/** A task that writes down that it runs, one letter a run. */
export function note(folder, i, value) {
  appendFileSync(`${folder}/${i}`, "x");
  return value;
}

/**
 * Ends the worker when it passes `point` for the `nth` time, be it the first of the pool's workers that gets so far: it claims the file
 * `folder/point`. An initializer.
 */
export function dieAt(folder, point, nth) {
  let left = nth;
  setKillPoint((passed) => {
    if (passed !== point || --left > 0) return;
    setKillPoint(undefined);
    try {
      closeSync(openSync(`${folder}/${point}`, "wx"));
    } catch {
      return;
    }
    die();
  });
}

/** Owns a pool, keeps it busy, and ends at a kill point of the owner's side. */
export async function ownPool(context, started, point, nth) {
  const pool = new Pool(2, { context });
  await pool.map(square, [1, 2, 3, 4], { chunkSize: 1 });
  await started.set();
  let left = nth;
  setKillPoint((passed) => {
    if (passed === point && --left === 0) die();
  });
  for (let k = 0; ; k++) {
    const bytes = new Uint8Array(k % 3 === 0 ? 40_000 : 100).fill(k);
    const back = await Promise.all([
      pool.apply(same, [bytes]),
      pool.map(square, [k, k + 1], { chunkSize: 1 }),
    ]);
    if (back[0].length !== bytes.length || back[1][0] !== k * k) throw new Error("a wrong result");
  }
}

/** Takes and gives back a lock without end, and stops at a kill point. */
export function lockVictim(lock, point, nth, flag) {
  stopAt(point, nth, flag);
  for (;;) {
    lock.acquireSync();
    lock.releaseSync();
  }
}

/** Starts a thread, waits until it has stopped at its kill point, and ends it there. */
async function killThread(target, object, point, nth) {
  const block = newBlock(64);
  const flag = block.address >>> 2;
  heap().i32.fill(0, flag, flag + 2);
  const victim = new Process({ target, args: [object, point, nth, flag], name: "victim", context: "thread" });
  victim.start();
  while (Atomics.load(heap().i32, flag) === 0) await wait(2);
  victim.kill();
  await victim.join();
  const done = Atomics.load(heap().i32, flag + 1);
  freeBlock(block);
  return done;
}

/** In a child process: a thread of it dies at a kill point of a lock of that process. What others there are told. */
export async function lockInside(answers, point, nth) {
  const lock = new Lock();
  await killThread(lockVictim, lock, point, nth);
  const told = await lock.acquire({ timeout: 20 }).catch((error) => error.name);
  const recovered = told === true || (await lock.acquire({ timeout: 20, recover: true }));
  await lock.release();
  await answers.put([told, recovered, await lock.locked()]);
}

/** The same with a producer of a queue: how much it had put, how many items came, and how the queue ended. */
export async function queueInside(answers, point, nth) {
  const queue = new Queue();
  const done = await killThread(victimPuts, queue, point, nth);
  const names = [];
  let end = "";
  try {
    for await (const item of queue) names.push(nameOfItem(item));
  } catch (error) {
    end = error.name;
  }
  await answers.put({ done, names, end });
}

/** Starts a child that holds on, and says its pid. */
export async function parentOf(pids, context) {
  const child = new Process({ target: never, context });
  child.start();
  await pids.put(child.pid);
  await child.join();
}

/** Makes, unlinks or opens named memory, and ends at a kill point in that. */
export function useNames(what, name, size, point, nth) {
  // So that the table is open here.
  const memory = what === "unlink" ? new SharedMemory({ name }) : undefined;
  if (memory === undefined) new SharedMemory({ create: true, size: 1 }).unlink();
  let left = nth;
  setKillPoint((passed) => {
    if (passed === point && --left === 0) die();
  });
  if (what === "create") new SharedMemory({ create: true, size, name });
  else if (what === "attach") new SharedMemory({ name });
  else memory.unlink();
}

/** A handle to an object of this process as it would travel to its children, as bytes. */
export async function sendUp(answers) {
  await answers.put({ bytes: encode(new Event(), "process").bytes });
  await never();
}

/** Puts an object of this process into a queue of its parent's. */
export async function putOwn(queue) {
  await queue.put(new Event());
  await queue.put("after");
  await never();
}

/** Uses a handle that came as bytes. */
export async function useForeign(told, bytes) {
  try {
    const event = decode(bytes, "process");
    await event.set();
    await told.put("it was set");
  } catch (error) {
    await told.put({ name: error.name, message: error.message });
  }
}
