import { expect, test } from "vitest";
import { freeVariables } from "../../dist/capture/index.js";

/** The free variables that aren't the platform's; `x=` is assigned to, `x?` only asked for its type. */
function free(source: string): string {
  return freeVariables(source)
    .filter(({ standard }) => !standard)
    .map(({ name, assigned, onlyTypeof }) => name + (assigned ? "=" : "") + (onlyTypeof ? "?" : ""))
    .join(" ");
}

test.each([
  [
    "parameters and variables",
    "(a, { b, c: [d] }, ...e) => { let f = a; const { g } = b; var h; return c + d + e + f + g + h; }",
    "c",
  ],
  ["a block hides only inside", "() => { { let a = 1; a; } return a; }", "a"],
  ["var reaches the function's edge", "() => { { var a = 1; } return a; }", ""],
  [
    "a parameter's default sees parameters, not the body",
    "(a, b = a + c, f = () => c) => { var c = 1; return c; }",
    "c",
  ],
  ["destructuring defaults and computed keys", "({ [k]: a = d, ...rest }) => rest", "k d"],
  ["property names aren't variables", "() => ({ a: o.b, c() {}, get d() { return 1; }, e })", "o e"],
  ["labels aren't variables", "() => { a: for (;;) { break a; } }", ""],
  ["catch", "() => { try { x; } catch ({ message, cause: [c] }) { message; c; e; } }", "x e"],
  ["catch without a binding", "() => { try { x; } catch { e; } }", "x e"],
  ["typeof", "() => typeof a + typeof b.c + (b, typeof d) + d", "a? b d"],
  [
    "assignments",
    "() => { a = 1; b += 1; c++; [d, { e: f.g }] = h; for (i of j); delete k.l; }",
    "a= b= c= d= f h i= j k",
  ],
  ["a function's own name", "function f(n) { return n ? f(n - 1) : g; }", "g"],
  ["an own name that is hidden", "function f() { let f = a; return f; }", "a"],
  ["functions in functions", "() => { function a() { return b(); } return a; }", "b"],
  ["function declarations are hoisted", "() => { a(); function a() {} }", ""],
  [
    "a class, its heritage, keys, fields and static blocks",
    "class A extends B { [k] = v; static { s = A; } m() { return super.m(p); } #q = r; }",
    "B k v s= p r",
  ],
  ["a class expression's name", "() => (class A { m() { return A; } }, A)", "A"],
  ["a method", "m(a) { return this.b + a + c; }", "c"],
  ["an async generator method with a computed key", "async *[key](a) { yield b; }", "b"],
  ["a getter", "get x() { return y; }", "y"],
  ["a setter", "set x(v) { y = v; }", "y="],
  ["a private method", "#m(a) { return a + b; }", "b"],
  ["async and generator functions", "async function* f() { for await (const x of y) yield* z(x); }", "y z"],
  ["arguments of its own", "function () { return arguments.length; }", ""],
  ["arguments of the function around it", "() => arguments.length", "arguments"],
  ["templates and tags", "() => tag`${a}${() => b}`", "tag a b"],
  ["switch has one scope", "(x) => { switch (x) { case a: let b = 1; default: return b; } }", "a"],
  ["loops have one each round", "() => { for (let i = n; i < m; i++) i; return i; }", "n m i"],
  ["optional chaining", "() => a?.b?.[c]?.(d)", "a c d"],
  ["sloppy code", "function () { return with_ + 010 + delete x; }", "with_ x"],
  [
    "the platform's own",
    "() => Math.max(process.pid, undefined, NaN) + globalThis.x + structuredClone(y)",
    "y",
  ],
])("%s", (_, source, expected) => {
  expect(free(source)).toBe(expected);
});

test("standard names are told from others, unless they are hidden", () => {
  expect(freeVariables("() => Math.PI + x")).toEqual([
    { name: "Math", standard: true, onlyTypeof: false, assigned: false },
    { name: "x", standard: false, onlyTypeof: false, assigned: false },
  ]);
  expect(freeVariables("(Math) => Math.PI")).toEqual([]);
});

test.each(["1 + 1", "a b", "", "() => {}, 1", "({})"])("what isn't a function is refused: %s", (source) => {
  expect(() => freeVariables(source)).toThrow(SyntaxError);
});
