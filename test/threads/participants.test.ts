import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import {
  becomeParticipant,
  enrolParticipant,
  markParticipantGone,
  participantGone,
  participantName,
  selfParticipant,
} from "../../dist/threads/index.js";
import { skipUnlessLinux } from "../support/systems.js";
import { until } from "./probe.js";

const door = new URL("../../dist/threads/index.js", import.meta.url).href;

/** A worker thread that runs a program with the room as `threads`. */
function start(program: string, workerData?: unknown): Worker {
  const source = `
    import { parentPort, workerData, Worker } from "node:worker_threads";
    import * as threads from ${JSON.stringify(door)};
    ${program}`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), { workerData });
}

test("this thread is one participant, however often the package is loaded", async () => {
  const id = selfParticipant();
  expect(id).toBeGreaterThan(0);
  expect(selfParticipant()).toBe(id);
  const copy = (await import(`${door}?copy`)) as typeof import("../../dist/threads/index.js");
  expect(copy.selfParticipant()).toBe(id);
  expect(participantName(id)).toBe("main thread");
  expect(participantGone(id)).toBe(false);
  expect(participantGone(id, true)).toBe(false);
});

test("an enrolled one is there until it is marked gone; its name stays, cut between characters", () => {
  const id = enrolParticipant("pool worker 3");
  expect(participantName(id)).toBe("pool worker 3");
  expect(participantGone(id, true)).toBe(false);
  markParticipantGone(id);
  markParticipantGone(id);
  expect(participantGone(id, false)).toBe(true);
  expect(participantName(id)).toBe("pool worker 3");
  const long = enrolParticipant("é€".repeat(30));
  expect(participantName(long)).toBe(`${"é€".repeat(9)}é`);
  markParticipantGone(long);
  for (const none of [0, -1, Number.NaN]) expect(participantGone(none)).toBe(true);
  markParticipantGone(0);
});

test("ids aren't used again soon, and slots are when all were used", () => {
  const seen = new Set<number>();
  for (let k = 0; k < 6000; k++) {
    const id = enrolParticipant(`number ${k}`);
    expect(seen.has(id)).toBe(false);
    seen.add(id);
    markParticipantGone(id);
  }
  const last = [...seen].at(-1)!;
  expect(participantName(last)).toBe("number 5999");
  expect(participantName([...seen][0]!)).toBe("a thread or process that ended long ago");
  expect(participantGone([...seen][0]!, false)).toBe(true);
});

test("there is room for a thousand at a time, and more are refused", () => {
  const ids: number[] = [];
  expect(() => {
    for (let k = 0; k < 3000; k++) ids.push(enrolParticipant(`number ${k}`));
  }).toThrowError(/can't be enrolled: \d+ threads and child processes are there already/);
  expect(ids.length).toBeGreaterThanOrEqual(1024);
  for (const id of ids) markParticipantGone(id);
  markParticipantGone(enrolParticipant("there is room again"));
});

test("a worker becomes what it was enrolled as; whom it enrolled goes with it", async () => {
  const id = enrolParticipant("parent");
  const worker = start(
    `threads.becomeParticipant(workerData);
     const child = threads.enrolParticipant("child");
     const nested = new Worker(new URL("data:text/javascript," + encodeURIComponent(\`
       import { parentPort, workerData } from "node:worker_threads";
       import * as threads from ${JSON.stringify(door)};
       threads.becomeParticipant(workerData);
       parentPort.postMessage(threads.enrolParticipant("grandchild"));
       setInterval(() => undefined, 1000);\`)), { workerData: child });
     nested.once("message", (grandchild) => parentPort.postMessage([threads.selfParticipant(), child, grandchild]));`,
    id,
  );
  const [family] = (await once(worker, "message")) as [number[]];
  expect(family[0]).toBe(id);
  for (const each of family) expect(participantGone(each, true)).toBe(false);
  const exit = once(worker, "exit");
  await worker.terminate();
  await exit;
  markParticipantGone(id);
  for (const each of family) expect(participantGone(each, false)).toBe(true);
});

test("the kernel tells of threads that nobody has marked, with all that they enrolled", async (context) => {
  skipUnlessLinux(context);
  const worker = start(
    `parentPort.postMessage([threads.selfParticipant(), threads.enrolParticipant("a process")]);
     setInterval(() => undefined, 1000);`,
  );
  const [[id, child]] = (await once(worker, "message")) as [[number, number]];
  expect(participantName(id)).toMatch(/^thread \d+$/);
  expect(participantGone(id, true)).toBe(false);
  await worker.terminate();
  // Without asking nobody knows; by itself it asks now and then.
  expect(participantGone(id, false)).toBe(false);
  await until(() => participantGone(id));
  expect(participantGone(child, false)).toBe(true);
});

test("a thread that was somebody already can become another", () => {
  const before = selfParticipant();
  const id = enrolParticipant("renamed");
  becomeParticipant(id);
  becomeParticipant(id);
  expect(selfParticipant()).toBe(id);
  expect(participantGone(before, false)).toBe(true);
});
