/**
 * A thread that uses shared objects for the tests. Its data: the objects in the wire format, which program to run with which arguments,
 * and where to stop for good: at the n-th pass of a transition, after saying so.
 */
import { parentPort, workerData } from "node:worker_threads";
import { setKillPoint } from "../../dist/events/index.js";
import "../../dist/multiprocessing/sync/index.js";
import { decode } from "../../dist/portable/index.js";

const { bytes, program, args, stop } = workerData;
const shared = decode(bytes, "thread");
const port = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);
const forever = new Int32Array(new SharedArrayBuffer(4));

if (stop !== undefined) {
  let passes = 0;
  setKillPoint((place) => {
    if (place !== stop.place || ++passes !== stop.pass) return;
    port.postMessage({ stopped: place });
    Atomics.wait(forever, 0, 0);
  });
}

const programs = {
  /** Takes the lock and says so, then waits for its end. */
  hold: async ({ lock }) => {
    lock.acquireSync();
    port.postMessage({ stopped: "holding" });
    Atomics.wait(forever, 0, 0);
  },
  /** Adds to a counter under a lock, blocking. */
  countSync: ({ lock, counter }, times) => {
    for (let k = 0; k < times; k++) {
      lock.acquireSync();
      counter.value += 1;
      lock.releaseSync();
    }
  },
  /** The same with promises, from several tasks at once. */
  count: async ({ lock, counter }, times, tasks) => {
    const task = async () => {
      for (let k = 0; k < times; k++) {
        await lock.acquire();
        const seen = counter.value;
        if (k % 50 === 0) await null;
        counter.value = seen + 1;
        await lock.release();
      }
    };
    await Promise.all(Array.from({ length: tasks }, task));
  },
  /** Takes and gives back, again and again, hardly leaving a gap. */
  hog: ({ lock, halt }) => {
    let rounds = 0;
    while (!halt.isSetSync()) {
      lock.acquireSync();
      const until = performance.now() + 1;
      while (performance.now() < until);
      lock.releaseSync();
      rounds++;
    }
    return rounds;
  },
  acquireRelease: ({ lock }, times) => {
    for (let k = 0; k < times; k++) {
      lock.acquireSync();
      lock.releaseSync();
    }
  },
  /** Calls one method of the object. */
  call: async ({ object }, method, ...rest) => object[method](...rest),
  /** Waits under the condition's lock, blocking. */
  waitSync: ({ condition }, timeout) => {
    condition.acquireSync();
    const told = condition.waitSync(timeout);
    condition.releaseSync();
    return told;
  },
  wait: async ({ condition }, timeout) => {
    await condition.acquire();
    const told = await condition.wait(timeout);
    await condition.release();
    return told;
  },
  notify: ({ condition }, n) => {
    condition.acquireSync();
    condition.notifySync(n);
    condition.releaseSync();
  },
  /** Takes tickets out of a bounded buffer (an array used as a ring), and sums them. */
  consume: async ({ condition, buffer, head, tail }, times) => {
    let sum = 0;
    for (let k = 0; k < times; k++) {
      await condition.withLock(async () => {
        await condition.waitFor(() => head.value < tail.value);
        sum += buffer.at(head.value % buffer.length);
        head.value += 1;
        await condition.notifyAll();
      });
    }
    return sum;
  },
  consumeSync: ({ condition, buffer, head, tail }, times) => {
    let sum = 0;
    for (let k = 0; k < times; k++) {
      condition.acquireSync();
      condition.waitForSync(() => head.value < tail.value);
      sum += buffer.at(head.value % buffer.length);
      head.value += 1;
      condition.notifyAllSync();
      condition.releaseSync();
    }
    return sum;
  },
  produce: ({ condition, buffer, head, tail }, first, times) => {
    for (let k = 0; k < times; k++) {
      condition.acquireSync();
      condition.waitForSync(() => tail.value - head.value < buffer.length);
      buffer.set(tail.value % buffer.length, first + k);
      tail.value += 1;
      condition.notifyAllSync();
      condition.releaseSync();
    }
  },
  /** Passes a barrier many times, after pauses of random length; nobody may be a round ahead. */
  rounds: async ({ barrier, arrived }, times, party, pauses) => {
    const indices = [];
    for (let k = 0; k < times; k++) {
      const until = performance.now() + pauses[k % pauses.length];
      while (performance.now() < until);
      arrived.set(party, k + 1);
      indices.push(party % 2 === 0 ? barrier.waitSync() : await barrier.wait());
      for (const rounds of arrived)
        if (rounds < k + 1) throw new Error(`round ${k}: a party is only at ${rounds}`);
      barrier.waitSync();
    }
    return indices;
  },
  /** Fills shared bytes found by their name. */
  attach: async ({ SharedMemory }, name, value) => {
    const memory = new SharedMemory({ name });
    memory.buf.fill(value);
    return memory.size;
  },
};

try {
  if (program === "attach")
    shared.SharedMemory = (await import("../../dist/multiprocessing/sync/index.js")).SharedMemory;
  port.postMessage({ result: await programs[program](shared, ...args) });
} catch (error) {
  const { name, message, stack } = /** @type {Error} */ (error);
  port.postMessage({ error: { name, message, stack } });
}
