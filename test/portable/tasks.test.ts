/** Tasks travel by their module's URL and name. */
import { decode, decodeAsync, defineTasks, encode, encodeFunction, explain } from "manycore/portable";
import { expect, expectTypeOf, test } from "vitest";
import { ValueError } from "../../dist/errors.js";
import { startEcho } from "./fixtures/echo.mjs";
import { state, tasks } from "./fixtures/tasks.mjs";

test("are plain functions where they are defined, with their types", () => {
  expect(tasks.square(4)).toBe(16);
  const { half } = defineTasks(import.meta, { half: (x: number): string => String(x / 2) });
  expectTypeOf(half).toEqualTypeOf<(x: number) => string>();
  expect(half(3)).toBe("1.5");
});

test("run in a worker with the worker's own copy of the module", async () => {
  const echo = startEcho();
  expect(await echo.call(tasks.square, 5)).toBe(25);
  expect(await echo.call(tasks.count)).toBe(1);
  expect(await echo.call(tasks.count)).toBe(2);
  expect(state.count).toBe(0);
  expect(await echo.call((x: number) => tasks.square(x) + 1, 6)).toBe(37);
  await echo.end();
});

test("no source travels", () => {
  const { bytes } = encodeFunction(tasks.square, "process");
  expect(Buffer.from(bytes).includes("=>")).toBe(false);
  expect(explain(tasks.square).parts[0]).toMatchObject({ kind: "task", name: "square" });
});

test("a name that is taken, or isn't there, is told", async () => {
  const meta = { url: "manycore:test" };
  defineTasks(meta, { one: () => 1 });
  expect(() => defineTasks(meta, { one: () => 2 })).toThrow(/has another task "one" already/);
  expect(() => defineTasks(meta, { one: () => 1 })).not.toThrow();
  expect(() => defineTasks({} as never, {})).toThrow(/import\.meta as its first argument/);
  expect(() => defineTasks(meta, { two: 2 as never })).toThrow(ValueError);

  const { bytes } = encode(tasks.square, "process");
  const other = bytes.slice();
  other[Buffer.from(other).indexOf("square")] = "S".charCodeAt(0);
  await expect(decodeAsync(other, "process")).rejects.toThrow(
    /no task "Square" here: .*tasks\.mjs defines only square, count/,
  );
  expect(() => decode(encode(defineTasks(meta, { here: () => 0 }).here, "process").bytes, "process")).toThrow(
    /manycore:test, which must be imported first/,
  );
});
