/** What the processes and threads of sync_contexts.test.ts do. Exports of a plain module: they travel by name. */
import { Process } from "../../dist/multiprocessing/index.js";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function count(lock, counter, times) {
  const task = async () => {
    for (let k = 0; k < times; k++) {
      await lock.acquire();
      const seen = await counter.get();
      await counter.set(seen + 1);
      await lock.release();
    }
  };
  await Promise.all([task(), task()]);
}

export function countSync(lock, counter, times) {
  for (let k = 0; k < times; k++) {
    lock.acquireSync();
    counter.value += 1;
    lock.releaseSync();
  }
}

export async function update(counter, times) {
  for (let k = 0; k < times; k++) await counter.update((n) => n + 1);
  counter.updateSync((n) => n + 1);
}

/** Takes the lock, says so, and never lets go. */
export async function hold(lock, held) {
  await lock.acquire();
  await held.set();
  await pause(1e8);
}

/** Runs a list of calls on an object and appends what they give, or the names of their errors, to a list. */
export async function calls(object, answers, steps) {
  for (const [method, ...args] of steps) {
    try {
      const answer = await object[method](...args);
      await answers.append(answer === undefined ? null : answer);
    } catch (error) {
      await answers.append(error.name);
    }
  }
}

export async function reentrant(lock, answers) {
  let inside = 0;
  const task = async () => {
    await lock.acquire();
    await lock.acquire();
    await answers.append(++inside);
    await pause(1);
    inside--;
    await lock.release();
    await lock.release();
  };
  await Promise.all([task(), task()]);
  await answers.append(await lock.locked());
  await answers.append(await lock.release().catch((error) => error.name));
}

export async function giveUp(lock, answers) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new RangeError("enough")), 20);
  await answers.append(await lock.acquire({ signal: controller.signal }).catch((error) => error.message));
  await answers.append(await lock.acquire({ timeout: 0.01 }));
}

export async function waitFor(condition, value, answers) {
  await condition.withLock(async () => {
    await answers.append(await condition.waitFor(async () => (await value.get()) >= 3, 30));
  });
}

export async function pass(barrier, answers, times) {
  for (let k = 0; k < times; k++) await answers.append(await barrier.wait());
}

export async function passAndSay(barrier, said) {
  await said.set();
  await barrier.wait();
}

export async function useArray(array, answers) {
  array.set(0, 10);
  await array.write([20, 30], 1);
  await answers.extend([array.at(-1), array.length, ...array.slice(1), ...(await array.read(0, 1))]);
  try {
    await answers.append(array.asarray().sum().item());
  } catch (error) {
    await answers.append(error.name);
  }
}

export async function useMemory(memory, answers) {
  await memory.write(new Uint8Array([1, 2, 3]), 1);
  await answers.append(Array.from(await memory.read(0, 4)));
  try {
    await answers.append(memory.buf[2]);
  } catch (error) {
    await answers.append(error.name);
  }
}

/** Uses everything of a Manager, with promises and blocking. */
export async function useManaged(dict, list, space) {
  await dict.set("a", { deep: [1, 2] });
  dict.setSync("b", 2);
  await dict.update({ c: 3 });
  await list.append(await dict.has("a"));
  list.extendSync([dict.getSync("b"), await dict.get("none", "missing"), await dict.pop("c")]);
  await list.append(await dict.pop("none").catch((error) => error.name));
  await list.append((await dict.get("a")).deep[1]);
  space.setSync("x", (await space.get("y")) + 1);
  await list.append(await space.get("z").catch((error) => error.name));
  await list.append(await list.get(99).catch((error) => error.name));
}

/** A process of this process uses the lock of the one above. */
export async function below(lock, held, answers) {
  const child = new Process({ target: hold, args: [lock, held], context: "process" });
  child.start();
  await held.wait();
  await answers.append(await lock.acquire(false));
  child.kill();
  await child.join();
  await answers.append(await lock.acquire().catch((error) => error.name));
  await answers.append(await lock.acquire({ recover: true }));
  await lock.release();
}
