/** What the workers of host*.test.ts do. Exports of a plain module: they travel by name, whatever capture can or can't do. */
import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { parentLink } from "../../dist/multiprocessing/host/index.js";
import { startTarget } from "./start-target.mjs";

const parcel = (bytes) => ({ bytes: Uint8Array.from(bytes), leases: [] });
const next = (kind) => new Promise((resolve) => parentLink().receive(kind, resolve));
const text = (value) => parcel(new TextEncoder().encode(JSON.stringify(value)));

export function nothing() {}

/** Sends back what it gets, until an empty message comes. */
export async function echo() {
  await new Promise((resolve) => {
    parentLink().receive("there", (bytes) => {
      if (bytes.length === 0) resolve();
      else parentLink().post("back", { bytes, leases: [] });
    });
  });
}

export async function late() {
  await next("go");
  await new Promise((resolve) => setTimeout(resolve, 20));
  const first = await next("early");
  parentLink().post("back", { bytes: first, leases: [] });
}

/** Sends messages and ends within the same turn. */
export function burst(count) {
  for (let i = 0; i < count; i++) parentLink().post("n", parcel([i & 255, i >> 8]));
  process.exit(0);
}

export function large(bytes) {
  const data = new Uint8Array(bytes);
  for (let i = 0; i < bytes; i += 4096) data[i] = i >> 12;
  parentLink().post("large", { bytes: data, leases: [] });
}

/** Writes in pieces: lines that belong to two tasks, and results between them. */
export async function writer() {
  const euro = Buffer.from("€\n");
  console.log("first line");
  process.stdout.write("begun ");
  parentLink().post("result", parcel([1]));
  process.stdout.write("and ended\n");
  console.error("an error");
  process.stdout.write(euro.subarray(0, 1));
  process.stdout.write(euro.subarray(1));
  parentLink().post("result", parcel([2]));
  process.stdout.write("without an end");
}

export function nativeWriter() {
  writeSync(1, "past the stream\n");
  writeSync(2, "past it too\n");
}

export async function manyLines(name, count) {
  for (let i = 0; i < count; i++) {
    process.stdout.write(`${name}`);
    if (i % 7 === 0) await null;
    process.stdout.write(` ${i}\n`);
  }
}

export function exits(code) {
  console.log("about to exit");
  process.exit(code);
}

export function throwsLater() {
  setTimeout(() => {
    throw Object.assign(new RangeError("later"), { code: "E_LATER" });
  }, 1);
  return new Promise(() => {});
}

export function rejectsLater() {
  Promise.reject(new TypeError("nobody looks"));
  return new Promise((resolve) => setTimeout(resolve, 10_000));
}

export async function handlesItself() {
  process.on("uncaughtException", () => parentLink().post("handled", null));
  setTimeout(() => {
    throw new Error("handled");
  }, 1);
  await next("go");
}

export function fillsMemory() {
  const kept = [];
  for (;;) kept.push(new Array(1000).fill(Math.random()));
}

export function spins() {
  parentLink().post("spinning", null);
  for (;;);
}

export function blocks() {
  parentLink().post("spinning", null);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

export function spinsUntilCancelled() {
  parentLink().post("spinning", null);
  while (parentLink().cancelled() !== 4711);
  parentLink().post("stopped", null);
}

export function ignoresSigterm() {
  process.on("SIGTERM", () => parentLink().post("asked", null));
  parentLink().post("spinning", null);
  return new Promise(() => setInterval(() => {}, 1000));
}

export function leavesThingsOpen() {
  setInterval(() => {}, 1000);
  new Worker("setInterval(() => {}, 1000)", { eval: true });
}

export async function asks(object, method, args, options) {
  const tell = (value) => parentLink().post("answer", text(value));
  const told = (error) => ({ error: error.constructor.name, message: error.message });
  const link = parentLink();
  tell(await link.request(object, method, args, options).catch(told));
  try {
    tell(link.requestSync(object, method, args, options));
  } catch (error) {
    tell(told(error));
  }
}

export async function asksInOrder(object, count) {
  const answers = [];
  for (let i = 0; i < count; i++) {
    answers.push(parentLink().request(object, "note", [i]));
    if (i % 10 === 9) parentLink().requestSync(object, "note", ["sync"]);
  }
  await Promise.all(answers);
}

export async function takesBack(object) {
  const taken = new AbortController();
  const asked = parentLink().request(object, "wait", [], { signal: taken.signal });
  await next("go");
  taken.abort(new Error("no longer wanted"));
  const outcome = await asked.then(
    (value) => ({ value }),
    (error) => ({ message: error.message }),
  );
  parentLink().post("answer", text(outcome));
}

export async function asksForEver(object) {
  await parentLink().request(object, "wait", []);
}

/** Has a worker of its own ask, in the given context. */
export async function asksBelow(context, object) {
  const worker = startTarget(context, asks, [object, "add", [20, 22]]);
  worker.receive("answer", (bytes) => parentLink().post("answer", { bytes, leases: [] }));
  await worker.exit;
}

/** Starts a child process and ends, or spins, without looking after it. */
export async function parentOf(context, how) {
  const worker = startTarget(context, spins, []);
  await new Promise((resolve) => worker.receive("spinning", resolve));
  parentLink().post("child", text(worker.pid));
  if (how === "spin") for (;;);
}
