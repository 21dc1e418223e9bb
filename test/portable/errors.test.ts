/** Errors come back as what was thrown, and always come back. */
import { AssertionError } from "node:assert";
import { readFileSync } from "node:fs";
import { Socket } from "node:net";
import { addRemoteStack, decode, encode } from "manycore/portable";
import { describe, expect, test } from "vitest";
import { NotPortableError, ShapeLess, TimeoutError, ValueError } from "./errors_seen.js";
import { startEcho } from "./fixtures/echo.mjs";

function roundTrip<T>(value: T): T {
  return decode(encode(value, "thread").bytes, "thread") as T;
}

function thrownBy(action: () => unknown): Error & Record<string, unknown> {
  try {
    action();
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  return expect.fail("nothing was thrown");
}

test("the language's classes, message, cause, errors and stack", () => {
  for (const type of [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]) {
    const error = new type("message", { cause: { deep: new type("inner") } });
    const back = roundTrip(error);
    expect(back.constructor).toBe(type);
    expect([back.message, back.stack]).toEqual([error.message, error.stack]);
    expect((back.cause as { deep: Error }).deep.message).toBe("inner");
    expect(Object.keys(back)).toEqual([]);
  }
  const many = roundTrip(new AggregateError([new Error("a"), new TypeError("b")], "both"));
  expect(many.errors.map((error: Error) => `${error.name} ${error.message}`)).toEqual([
    "Error a",
    "TypeError b",
  ]);
});

test("an error that is its own cause, and a long chain of causes", () => {
  const circle = new Error("round");
  circle.cause = circle;
  const back = roundTrip(circle);
  expect(back.cause).toBe(back);
  let chain = new Error("0");
  for (let i = 1; i < 100; i++) chain = new Error(String(i), { cause: chain });
  let length = 0;
  for (let at: unknown = roundTrip(chain); at !== undefined; at = (at as Error).cause) length += 1;
  expect(length).toBe(100);
});

test("Node's errors with code and what else they have", () => {
  const missing = thrownBy(() => readFileSync("/no/such/file"));
  const back = roundTrip(missing);
  expect({ ...back }).toEqual({ ...missing });
  expect([back.code, back.message]).toEqual(["ENOENT", missing.message]);
  const invalid = thrownBy(() => readFileSync(5.5 as never, 3 as never));
  expect(roundTrip(invalid)).toBeInstanceOf(TypeError);
  expect(roundTrip(invalid).code).toBe(invalid.code);
  const assertion = new AssertionError({ actual: [1], expected: [2], operator: "equal", message: "no" });
  const asserted = roundTrip(assertion);
  expect(asserted).toBeInstanceOf(AssertionError);
  expect(asserted.actual).toEqual([1]);
  const aborted = roundTrip(new DOMException("stopped", "AbortError"));
  expect([aborted.name, aborted.message, aborted.code, aborted instanceof DOMException]).toEqual([
    "AbortError",
    "stopped",
    20,
    true,
  ]);
});

test("manycore's own classes", () => {
  const back = roundTrip(new TimeoutError("late", { cause: new ValueError("x") }));
  expect(back).toBeInstanceOf(TimeoutError);
  expect(back.name).toBe("TimeoutError");
  expect(back.cause).toBeInstanceOf(ValueError);
  const refused = roundTrip(new NotPortableError("a Socket", "f › .s", "Open it there."));
  expect([refused instanceof NotPortableError, refused.path]).toEqual([true, "f › .s"]);
});

test("the user's classes, with their fields", () => {
  class HttpError extends Error {
    override readonly name = "HttpError";
    readonly status: number;
    constructor(status: number) {
      super(`status ${status}`);
      this.status = status;
    }
    get retry(): boolean {
      return this.status >= 500;
    }
  }
  const back = roundTrip(new HttpError(503));
  expect(back).toBeInstanceOf(HttpError);
  expect([back.retry, back.status, back.name, back.message]).toEqual([true, 503, "HttpError", "status 503"]);
});

test("fields that can't travel are replaced by the reason, and a class that can't by the one above", () => {
  const error = Object.assign(new RangeError("failed"), { request: new Socket(), code: 7 });
  const back = roundTrip(error);
  expect(back.code).toBe(7);
  expect(back.request).toBeInstanceOf(NotPortableError);
  expect((back.request as unknown as Error).message).toMatch(/^error › \.request is a Socket/);
  const hidden = roundTrip(new ShapeLess("private"));
  expect(hidden).toBeInstanceOf(RangeError);
  expect([hidden.name, hidden.message, hidden instanceof ShapeLess]).toEqual(["ShapeLess", "private", false]);
});

describe("stacks", () => {
  test("show both sides", async () => {
    const echo = startEcho();
    const local = new Error("asked here");
    const fail = () => {
      throw new RangeError("there\nand in two lines");
    };
    const error = await echo.call(fail).catch((thrown: unknown) => thrown);
    await echo.end();
    expect(addRemoteStack(error, "worker 2 (thread 5)", local)).toBe(error);
    const lines = (error as Error).stack!.split("\n");
    expect(lines.slice(0, 2)).toEqual(["RangeError: there", "and in two lines"]);
    const border = lines.indexOf("    ── in worker 2 (thread 5) ──");
    expect(lines.slice(2, border).join("\n")).toBe(local.stack!.split("\n").slice(1).join("\n"));
    expect(lines[border + 1]).toMatch(/at fail .*errors\.test\.ts:\d+:\d+/);
    expect(Object.keys(error as object)).toEqual([]);
  });

  test("of several hops keep all of them; what is no error is left alone", () => {
    const error = addRemoteStack(
      roundTrip(addRemoteStack(new Error("x"), "the inner pool")),
      "the outer pool",
    );
    expect(error.stack).toMatch(
      /^Error: x\n {4}at [\s\S]*── in the outer pool ──\n[\s\S]*── in the inner pool ──\n/,
    );
    expect(addRemoteStack("text", "a worker")).toBe("text");
  });
});

test("a chain of causes that is too long for the stack arrives, cut off", () => {
  let chain = new Error("0");
  for (let i = 1; i < 20_000; i++) chain = new Error(String(i), { cause: chain });
  let last: Error = roundTrip(chain);
  expect(last.message).toBe("19999");
  while (last.cause !== undefined) last = last.cause as Error;
  expect(last).toBeInstanceOf(NotPortableError);
});
