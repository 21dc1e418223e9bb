import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { createContext, runInContext } from "node:vm";
import { describe, expect, test, vi } from "vitest";
import { captureClosure } from "../../dist/capture/index.js";
import { NotPortableError } from "../../dist/errors.js";

type AnyCall = (...args: never[]) => unknown;

/** The error of a capture, with its class looked at. */
function refusal(fn: unknown, path?: string): NotPortableError {
  try {
    captureClosure(fn as AnyCall, path);
  } catch (error) {
    expect(error).toBeInstanceOf(NotPortableError);
    return error as NotPortableError;
  }
  return expect.fail("it was captured");
}

class Base {
  #secret = 1;
  greet(): string {
    return "hello";
  }
  secret(): number {
    return this.#secret;
  }
}
class Derived extends Base {
  override greet(): string {
    return `${super.greet()}!`;
  }
  arrow(): () => string {
    return () => super.greet();
  }
}
class Constructed {
  inner: () => unknown;
  constructor() {
    this.inner = () => new.target;
  }
}

test.each<[string, unknown, RegExp]>([
  ["native", Math.max, /^max is a native function .* Send a function of your own that calls it\.$/],
  [
    "bound",
    Base.prototype.greet.bind(new Base()),
    /^bound greet is a bound function .*\(x\) => object\.method\(x\)/,
  ],
  ["a Proxy", new Proxy(() => 1, {}), /is a native function or a Proxy/],
  ["of Node's own code", readFileSync, /^readFileSync is a function of Node's own code \(node:fs\)/],
  [
    "made by Node's own code",
    promisify(readFileSync as never),
    /is a function of Node's own code \(node:internal/,
  ],
  [
    "of another context",
    runInContext("(function other() {})", createContext()),
    /^other is a function of another vm context/,
  ],
  [
    "super in a method alone",
    Derived.prototype.greet,
    /^greet is a function that uses `super`.* Send the whole class/,
  ],
  ["super in an arrow function", new Derived().arrow(), /uses `super`/],
  [
    "a private name",
    Base.prototype.secret,
    /^secret is a function that uses the private name #secret of the class around it/,
  ],
  ["new.target in an arrow function", new Constructed().inner, /uses `new\.target`/],
  ["eval", new Function("x", "return eval(x)"), /calls eval.*\(0, eval\)\(text\)/],
  ["with", new Function("o", "with (o) { return x }"), /a `with` statement/],
  [
    "inside of with",
    new Function("o", "with (o) { return () => x }")({ x: 1 }),
    /inside of a `with` statement/,
  ],
])("%s", (_, fn, message) => {
  expect(refusal(fn).message).toMatch(message);
});

test("names the path to the function", () => {
  const error = refusal(Math.max, 'work › captured "largest"');
  expect(error.path).toBe('work › captured "largest"');
  expect(error.message).toMatch(/^work › captured "largest" is a native function/);
});

test("what isn't a function", () => {
  expect(() => captureClosure(5 as never)).toThrow(/captureClosure needs a function, not number/);
});

test("the whole class is fine where its method alone isn't", () => {
  expect(captureClosure(Base).privateNames).toEqual(["#secret"]);
  expect(captureClosure(Derived).variables).toEqual([{ name: "Base", value: Base, assigned: false }]);
});

test("a variable that isn't initialised yet, by name", () => {
  const early = (): unknown => [late, Late];
  expect(refusal(early).message).toMatch(
    /^early › captured "(late|Late)" is a variable that isn't initialised yet.* after the line that declares the variable/,
  );
  const late = { x: 1 };
  class Late {}
  expect(captureClosure(early).variables.map(({ name }) => name)).toEqual(["late", "Late"]);
});

describe("without an inspector, as in a browser", () => {
  const ask = process.getBuiltinModule;
  const without = <T>(what: () => T): T => {
    const spy = vi
      .spyOn(process, "getBuiltinModule")
      .mockImplementation(((name: string) => (name === "node:inspector" ? undefined : ask(name))) as never);
    try {
      return what();
    } finally {
      spy.mockRestore();
    }
  };

  test("a function that uses nothing from around it is captured", () => {
    const closure = without(() => captureClosure((x: number) => Math.sqrt(x) + [1].map((y) => y)[0]));
    expect(closure).toMatchObject({
      variables: [],
      stable: true,
      url: "",
      line: 0,
      export: null,
      thisValue: null,
    });
    expect(new Function(`return (${closure.source})`)()(4)).toBe(3);
  });

  test("one with free variables is refused, with the way out", () => {
    const scale = 3;
    expect(without(() => refusal((x: number) => x * scale)).message).toMatch(
      /uses "scale" from around it.*defineTasks/,
    );
    expect(without(() => refusal(() => import("node:fs"))).message).toMatch(/defineTasks/);
  });
});
