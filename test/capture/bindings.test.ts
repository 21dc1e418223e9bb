import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Closure, captureClosure } from "../../dist/capture/index.js";
import { evaluate } from "./evaluate.mjs";

type AnyCall = (...args: never[]) => unknown;

/** Runs the body of a sloppy function and gives what it returns. */
function made<T = AnyCall>(body: string, ...args: unknown[]): T {
  return new Function(...args.map((_, k) => `p${k}`), body)(...args) as T;
}

function valueIn(closure: Closure, name: string): unknown {
  const found = closure.variables.find((variable) => variable.name === name);
  return found !== undefined && "value" in found ? found.value : expect.fail(`no value of ${name}`);
}

describe("bindings that can't change", () => {
  test.each([
    ["const", "const x = 1; return () => x"],
    ["let that nobody assigns to again", "let x = 1; return () => x"],
    ["var that nobody assigns to again", "var x = 1; return () => x"],
    ["a parameter", "return ((x) => () => x)(1)"],
    ["a function declaration", "function x() {} return () => x"],
    ["a class", "class x {} return () => x"],
    ["a catch parameter", "try { throw 1 } catch (x) { return () => x }"],
    ["a loop's const", "for (const x of [1]) return () => x"],
    [
      "one of the same name that another scope assigns to",
      "const x = 1; { let x = 2; x = 3; } return () => x",
    ],
  ])("%s", (_, body) => {
    const fn = made(body);
    const closure = captureClosure(fn);
    expect(closure.stable).toBe(true);
    expect(captureClosure(fn)).toBe(closure);
  });
});

describe("bindings that may change", () => {
  test.each([
    ["let", "let x = 1; return [() => x, (v) => { x = v }]"],
    ["var", "var x = 1; return [() => x, (v) => { x = v }]"],
    ["a parameter", "return ((x) => [() => x, (v) => { x = v }])(1)"],
    ["a function declaration", "function x() {} return [() => x, (v) => { x = v }]"],
    ["by destructuring", "let x = 1; return [() => x, (v) => { [{ x }] = [{ x: v }] }]"],
    ["by eval", "let x = 1; return [() => x, (v) => eval('x = v')]"],
    [
      "a property of globalThis",
      "globalThis.manycoreTest = 1; return [() => manycoreTest, (v) => { globalThis.manycoreTest = v }]",
    ],
    ["a name declared later", "return [() => manycoreLater, (v) => { globalThis.manycoreLater = v }]"],
    [
      "by the function itself",
      "let x = 1; const fn = () => x; fn.set = () => { x++ }; return [() => x, (v) => { x = v }]",
    ],
  ])("%s", (_, body) => {
    const [read, write] = made<[() => unknown, (value: unknown) => void]>(body);
    const before = captureClosure(read);
    expect(before.stable).toBe(false);
    expect(captureClosure(read)).toBe(before);
    write("new");
    const after = captureClosure(read);
    expect(after).not.toBe(before);
    expect(after.variables).toMatchObject([{ value: "new" }]);
    expect(captureClosure(read)).toBe(after);
  });

  test("NaN and -0 are told apart as Object.is does", () => {
    const [read, write] = made<[() => unknown, (value: unknown) => void]>(
      "let x = NaN; return [() => x, (v) => { x = v }]",
    );
    const nan = captureClosure(read);
    expect(captureClosure(read)).toBe(nan);
    write(0);
    const zero = captureClosure(read);
    write(-0);
    expect(captureClosure(read)).not.toBe(zero);
  });
});

test("what the function assigns to is marked", () => {
  const fn = made("let n = 0, m = 1; return () => { n += m; return n }");
  expect(captureClosure(fn).variables).toEqual([
    { name: "n", value: 0, assigned: true, binding: expect.any(String) },
    { name: "m", value: 1, assigned: false },
  ]);
});

test("closures of one place have values of their own", () => {
  const fns = [1, 2, 3].map((k) => () => k);
  expect(fns.map((fn) => valueIn(captureClosure(fn), "k"))).toEqual([1, 2, 3]);
});

test("the innermost variable of a name counts", () => {
  const fn = made("const x = 1; { const x = 2; return (() => { const y = x; return () => x + y })() }");
  const closure = captureClosure(fn);
  expect([valueIn(closure, "x"), valueIn(closure, "y")]).toEqual([2, 2]);
});

test("a function whose name means something else now", async () => {
  const fn = made<() => string>("function f() { return typeof f } const old = f; f = 5; return old");
  const closure = captureClosure(fn);
  expect(valueIn(closure, "f")).toBe(5);
  const copy = await evaluate(closure);
  expect([copy(), copy.name]).toEqual([fn(), "f"]);
});

test("a function declared in a block of sloppy code", async () => {
  const fn = made<() => number>("{ function inner() { return 4 } } return () => inner()");
  expect((await evaluate(captureClosure(fn)))()).toBe(4);
});

test.each<[string, AnyCall, string]>([
  ["an inferred name", made("const inferred = () => 1; return inferred"), "inferred"],
  ["an anonymous class", made("const Inferred = class { m() {} }; return Inferred"), "Inferred"],
  ["__proto__", made("return { ['__proto__']: () => 1 }.__proto__"), "__proto__"],
  ["a symbol's", made("return { [Symbol.iterator]: () => 1 }[Symbol.iterator]"), "[Symbol.iterator]"],
  ["a method", made("return { m() { return 1 } }.m"), "m"],
  ["a method with an odd name", made("return { 'a \"b': function () {} }['a \"b']"), 'a "b'],
  ["a computed key isn't evaluated again", made("let k = 0; return { ['m' + k++]() { return k } }.m0"), "m0"],
  ["a getter", made("return Object.getOwnPropertyDescriptor({ get x() { return 1 } }, 'x').get"), "get x"],
  ["a setter", made("return Object.getOwnPropertyDescriptor({ set x(v) {} }, 'x').set"), "set x"],
  ["a static method", made("return class { static async *made() {} }.made"), "made"],
  ["a private method", made("return class { #p() { return 1 } static take = new this().#p }.take"), "#p"],
  ["none", made("return () => 1"), ""],
  ["a class with a static member called name", made("return class { static name = 'other' }"), "other"],
])("the copy has the function's name: %s", async (_, fn, name) => {
  expect(fn.name).toBe(name);
  const copy = await evaluate(captureClosure(fn));
  expect(copy.name).toBe(name);
  expect(copy.toString().includes("async")).toBe(fn.toString().includes("async"));
});

test.each([
  [
    "an arrow function's",
    "return function (...args) { return () => [...arguments, this.k].concat(arguments.length) }",
    true,
  ],
  ["written in short", "return function () { return () => ({ arguments }).arguments.length }", false],
])("%s `this` and `arguments` are those of the function around it", async (_, body, usesThis) => {
  const outer = made<(...args: number[]) => () => unknown>(body);
  const self = { k: 7 };
  const fn = outer.call(self as never, 1, 2);
  const closure = captureClosure(fn);
  expect(closure.thisValue).toEqual(usesThis ? { value: self } : null);
  expect((await evaluate(closure))()).toEqual(fn());
});

test("reading `this` runs nothing of the function", () => {
  const ran: string[] = [];
  const run = (what: string) => ran.push(what);
  class Box {
    value = 1;
    arrow = (_default = run("a default")) => {
      run("the body");
      return this.value;
    };
    async = async (_default = run("a default")) => {
      run("the body");
      return this.value;
    };
  }
  const box = new Box();
  expect(captureClosure(box.arrow).thisValue?.value).toBe(box);
  expect(captureClosure(box.async).thisValue?.value).toBe(box);
  expect(ran).toEqual([]);
  // Nothing of the breakpoint or the termination is left.
  expect(box.arrow()).toBe(1);
  expect(ran).toEqual(["a default", "the body"]);
});

test("microtasks that wait aren't run by a capture", async () => {
  let ran = false;
  const later = Promise.resolve().then(() => {
    ran = true;
  });
  const box = { make: () => 1, value: 2 };
  captureClosure(() => box.value);
  captureClosure(made<() => AnyCall>("return function () { return () => this }").call({} as never));
  expect(ran).toBe(false);
  await later;
});

test("strict and sloppy code", () => {
  expect(captureClosure(made("return () => 1")).strict).toBe(false);
  expect(captureClosure(made("'use strict'; return () => 1")).strict).toBe(true);
  expect(captureClosure(made("return class { m() { return () => 1 } }")).strict).toBe(false);
  expect(captureClosure(made("return new (class { m() { return () => 1 } })().m()")).strict).toBe(true);
});

test("where the function stands", () => {
  const closure = captureClosure(made("\n  return () => 1"));
  // `new Function` puts two lines before the body.
  expect([closure.line, closure.column]).toEqual([4, 10]);
  expect(fileURLToPath(new URL(captureClosure(captureClosure).url))).toMatch(/dist.chunks.capture\.js$/);
});

test("a global of the user's is captured, one of the platform isn't", () => {
  Object.assign(globalThis, { manycoreGlobal: { mine: 1 } });
  const closure = captureClosure(made("return () => [manycoreGlobal, Math, process, Buffer, notThere]"));
  expect(closure.variables).toEqual([{ name: "manycoreGlobal", value: { mine: 1 }, assigned: false }]);
  delete (globalThis as Record<string, unknown>).manycoreGlobal;
});

test("functions of many scripts in one go, and again later", async () => {
  const make = (k: number) => made(`const x = ${k}; return () => x`);
  const fns = Array.from({ length: 20 }, (_, k) => make(k));
  expect(fns.map((fn) => valueIn(captureClosure(fn), "x"))).toEqual(fns.map((_, k) => k));
  // The list of scripts is dropped with the next microtask; scripts that came after it are found all the same.
  await null;
  expect(valueIn(captureClosure(make(20)), "x")).toBe(20);
  expect(valueIn(captureClosure(make(21)), "x")).toBe(21);
});

test.each([
  ["another member of import.meta", "import.meta.resolve('x')", /import\.meta for something else/],
  ["import.meta itself", "import.meta", /import\.meta for something else/],
])("%s is refused", (_, expression, message) => {
  const index = new URL("../../dist/capture/index.js", import.meta.url).href;
  const program = `import { captureClosure } from "${index}"; captureClosure(() => ${expression});`;
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  expect(stderr).toMatch(message);
});
