import * as os from "node:os";
import { basename } from "node:path";
import { isMainThread } from "node:worker_threads";
import { expect, test } from "vitest";
import { captureClosure } from "../../dist/capture/index.js";
import { evaluate } from "./evaluate.mjs";
import Counter, * as library from "./fixtures/lib.js";
import { change, changing, twice, unit } from "./fixtures/lib.js";

// Vitest replaces imports by objects that hold whole modules, and every use by `__vi_import_0__.name`.

const scale = 3;

test("only the members of a module that a function uses are captured", async () => {
  const fn = (x: number): number => twice(x) + unit * scale;
  const closure = captureClosure(fn);
  const values = closure.variables.map((variable) =>
    "value" in variable ? variable.value : expect.fail("an import"),
  );
  expect(values).toEqual([twice, unit, scale]);
  expect(closure.source).not.toMatch(/(?<!__manycore_member_)__vi(te_ssr)?_import/);
  expect((await evaluate(closure))(5)).toBe(fn(5));
});

test("a namespace and a default import", async () => {
  const fn = (): number => library.twice(new Counter().next());
  expect((await evaluate(captureClosure(fn)))()).toBe(fn());
});

test("members of a builtin module are imported, primitives too: they may differ on the other side", () => {
  const { variables } = captureClosure((name: string) => basename(name) + os.EOL + isMainThread);
  expect(variables.map((one) => "import" in one && `${one.import.url} ${one.import.name}`)).toEqual([
    "node:path basename",
    "node:os EOL",
    "node:worker_threads isMainThread",
  ]);
});

test("a live binding is read again", () => {
  const fn = (): number => changing;
  const value = () => {
    const [variable] = captureClosure(fn).variables;
    return "value" in variable ? variable.value : expect.fail("an import");
  };
  change(1);
  expect(value()).toBe(1);
  change(2);
  expect(value()).toBe(2);
  change(1);
});

test("what Vite rewrote can't be imported by another thread", () => {
  expect(captureClosure(twice).export).toBeNull();
  // What Node loaded itself can.
  expect(captureClosure(captureClosure).export).toEqual({
    url: new URL("../../dist/chunks/capture.js", import.meta.url).href,
    name: "captureClosure",
    by: "import",
  });
});

test("import.meta", async () => {
  const fn = (): string => import.meta.url;
  expect((await evaluate(captureClosure(fn)))()).toBe(import.meta.url);
});

test("import() in a function", async () => {
  const fn = async (): Promise<unknown> => {
    const { default: path } = await import("node:path");
    const { triple } = await import("../portable/fixtures/lib.mjs");
    return [path.sep.length, typeof triple];
  };
  const closure = captureClosure(fn);
  expect(closure.variables.map((one) => "dynamicImport" in one)).toEqual([true]);
  expect(closure.source).toMatch(/file:\/\/.*fixtures\/lib\.mjs/);
});

test("a module that was imported at run time: its members that are used", async () => {
  const module = await import("../portable/fixtures/lib.mjs");
  const closure = captureClosure(() => module.double(4));
  expect(closure.variables.map((one) => "value" in one && one.value)).toEqual([module.double]);
  expect((await evaluate(closure))()).toBe(8);
});
