/** Objects with names: who serves them, how long they are kept, and who gets an error. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import {
  expose,
  exposedCore,
  exposedCount,
  exposeToChildren,
  placeName,
  type ServedCore,
  serveRequest,
  withdraw,
} from "../../dist/multiprocessing/shared/index.js";
import { countChildren } from "../../dist/multiprocessing/shared/registry.js";
import { until } from "./sync-threads.js";

const signal = new AbortController().signal;

function echo(): ServedCore {
  return { serve: async (method, args, caller) => [method, args, caller] };
}

function collect(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}

describe("a named object", () => {
  test("has one name, and is served until it is withdrawn", async () => {
    const core = echo();
    const object = expose(core);
    expect(expose(core)).toEqual(object);
    expect(object.owner).toBe(placeName());
    expect(exposedCore(object)).toBe(core);
    expect(await serveRequest(5, object, "method", [1, 2], { signal })).toEqual(["method", [1, 2], 5]);
    withdraw(core);
    withdraw(core);
    expect(exposedCore(object)).toBe(undefined);
    await expect(serveRequest(5, object, "method", [], { signal })).rejects.toMatchObject({
      name: "NotSupportedError",
      message: expect.stringContaining("closed"),
    });
    expect(expose(core)).not.toEqual(object);
    withdraw(core);
  });

  test("of another thread is asked for above; at the top that is an error with the way out", async () => {
    await expect(
      serveRequest(5, { owner: "1/2/abc", id: 1 }, "method", [], { signal }),
    ).rejects.toMatchObject({
      name: "NotSupportedError",
      message: expect.stringContaining("hand it down"),
    });
  });

  test("lent to child processes is kept while there are some, and then as long as somebody here has it", async () => {
    const before = exposedCount();
    countChildren(1);
    let core: ServedCore | undefined = echo();
    const object = exposeToChildren(core);
    const ref = new WeakRef(core);
    expect(exposedCount()).toBe(before + 1);
    countChildren(-1);
    expect(exposedCount()).toBe(before);
    // Still there for a process that starts later, as long as there is a handle.
    expect(exposedCore(object)).toBe(core);
    core = undefined;
    await until(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
      return ref.deref() === undefined;
    }, "it is collected");
    expect(exposedCore(object)).toBe(undefined);
  });
});
