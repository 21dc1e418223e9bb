/** Functions as values: one parcel as long as nothing changes, their identity, and how they are named. */
import { capture, decode, encode, encodeFunction, needsModules, revive } from "manycore/portable";
import { describe, expect, test } from "vitest";
import { ValueError } from "../../dist/errors.js";
import { startEcho } from "./fixtures/echo.mjs";

describe("encodeFunction", () => {
  const limit = 5;

  test("gives one parcel for what can't change", () => {
    const inner = (x: number) => x + limit;
    const outer = (x: number) => inner(x) * 2;
    const parcel = encodeFunction(outer, "thread");
    expect(encodeFunction(outer, "thread")).toBe(parcel);
    expect(encodeFunction(inner, "thread")).not.toBe(parcel);
  });

  test("gives another when a captured object or variable has changed, and only then", () => {
    const config = { x: 1, list: [1, 2, 3] };
    let level = 1;
    const task = () => config.x + level + config.list.length;
    const first = encodeFunction(task, "thread");
    expect(encodeFunction(task, "thread")).toBe(first);
    config.list[2] = 4;
    const second = encodeFunction(task, "thread");
    expect(second).not.toBe(first);
    expect(encodeFunction(task, "thread")).toBe(second);
    level += 1;
    const third = encodeFunction(task, "thread");
    expect(third).not.toBe(second);
    expect(encodeFunction(task, "thread")).toBe(third);
  });

  test("sees a static field that has changed", () => {
    // biome-ignore lint/complexity/noStaticOnlyClass: what statics do is tested
    class Settings {
      static depth = 1;
    }
    const task = () => Settings.depth;
    const first = encodeFunction(task, "thread");
    expect(encodeFunction(task, "thread")).toBe(first);
    Settings.depth = 2;
    expect(encodeFunction(task, "thread")).not.toBe(first);
  });
});

test("a function that comes back is the one that was sent, also inside of other values", () => {
  const task = (x: number) => x;
  class Kind {}
  const back = decode(encode({ task, list: [Kind, task] }, "process").bytes, "process") as {
    task: unknown;
    list: unknown[];
  };
  expect(back.task).toBe(task);
  expect(back.list).toEqual([Kind, task]);
});

test("a static initialiser doesn't run again on the other side", async () => {
  const echo = startEcho();
  const starts: string[] = [];
  // biome-ignore lint/complexity/noStaticOnlyClass: what statics do is tested
  class Service {
    static started = starts.push("once");
    static {
      starts.push("block");
    }
    static count(): number {
      return starts.length;
    }
  }
  expect(starts.length).toBe(2);
  expect(await echo.call(() => [Service.started, Service.count()])).toEqual([1, 2]);
  await echo.end();
});

test("a function with fields, and one that is its own field's value", async () => {
  const echo = startEcho();
  const memo = Object.assign((n: number): number => (memo.calls += n), { calls: 1 });
  expect(await echo.call((n: number) => memo(n) + memo.calls, 4)).toBe(10);
  expect(memo.calls).toBe(1);
  await echo.end();
});

test("an arrow function of an instance whose field it is", async () => {
  const echo = startEcho();
  class Job {
    name = "job";
    run = () => this.name;
  }
  expect(await echo.call(new Job().run)).toBe("job");
  expect(await echo.call((job: Job) => [job.run(), job.name], new Job())).toEqual(["job", "job"]);
  await echo.end();
});

test("capture and revive", async () => {
  const factor = 3;
  const triple = (x: number) => x * factor;
  const portable = structuredClone(capture(triple));
  expect(portable.name).toBe("triple");
  expect(await revive(portable)).toBe(triple);
  await expect(revive({ format: "other" } as never)).rejects.toThrow(ValueError);
  expect(() => capture(5 as never)).toThrow(ValueError);
});

test("modules are loaded first, once", async () => {
  const { triple } = await import("./fixtures/lib.mjs");
  const { bytes } = encode([triple], "process");
  if (needsModules(bytes))
    expect(() => decode(bytes, "process")).toThrow(/must be imported first: use decodeAsync/);
  expect(needsModules(encode([1], "process").bytes)).toBe(false);
});

test("methods that were replaced after the class was defined, as decorators do it", async () => {
  const echo = startEcho();
  class Greeter {
    static greet(): string {
      return "static";
    }
    hello(): string {
      return "plain";
    }
    kept(): string {
      return "kept";
    }
    get mood(): string {
      return "plain";
    }
  }
  const before = Greeter.prototype.hello;
  Greeter.prototype.hello = function () {
    return `decorated ${before.call(this)}`;
  };
  const prefix = "replaced";
  Greeter.greet = () => prefix;
  Object.defineProperty(Greeter.prototype, "mood", { get: () => "good", configurable: true });
  const task = () => {
    const one = new Greeter();
    return [one.hello(), one.kept(), one.mood, Greeter.greet(), Object.keys(Greeter.prototype)];
  };
  expect(await echo.call(task)).toEqual(["decorated plain", "kept", "good", "replaced", []]);
  // An instance brings them too, and the class that comes back stays as it is here.
  const back = (await echo.call((one: Greeter) => [one.hello(), one], new Greeter())) as [string, Greeter];
  expect(back[0]).toBe("decorated plain");
  expect(back[1]).toBeInstanceOf(Greeter);
  expect(back[1].hello()).toBe("decorated plain");
  await echo.end();
});
