/** What can't travel is refused before anything is sent, with the path to it and what to do instead. */
import { createHash } from "node:crypto";
import { EventEmitter } from "node:events";
import { createServer, Socket } from "node:net";
import { Readable } from "node:stream";
import { capture, decode, encode, encodeFunction } from "manycore/portable";
import { describe, expect, test } from "vitest";
import { NotPortableError } from "../../dist/errors.js";

/** The error that an action must throw. */
function refusal(action: () => unknown): NotPortableError {
  try {
    action();
  } catch (error) {
    if (error instanceof NotPortableError) return error;
    throw error;
  }
  return expect.fail("nothing was refused");
}

class Account {
  owner = "me";
  #balance = 5;
  balance(): number {
    return this.#balance;
  }
}
class Methods {
  #hidden(): number {
    return 1;
  }
  open(): number {
    return this.#hidden();
  }
}
class Heir extends Account {}

const values: [name: string, value: unknown, what: RegExp][] = [
  [
    "a socket",
    new Socket(),
    /^value › \.x is a Socket \(node:net\), which can't travel\. Open it inside the function/,
  ],
  ["a server", createServer(), /a Server \(node:net\)/],
  ["a stream", Readable.from([]), /a Readable/],
  ["a hash", createHash("md5"), /a Hash/],
  ["an emitter", new EventEmitter(), /an EventEmitter/],
  ["a timer", setTimeout(() => {}, 0).unref(), /a Timeout/],
  ["a WeakMap", new WeakMap(), /a WeakMap, which can't travel\. It is tied to objects of this thread/],
  ["a WeakRef", new WeakRef({}), /a WeakRef.*deref/],
  ["a promise", Promise.resolve(), /a Promise.*Await it first/],
  ["a generator", (function* () {})(), /Generator.*Collect its values/],
  ["an iterator", new Map().entries(), /Map Iterator.*Collect its values/],
  ["a proxy", new Proxy({}, {}), /a Proxy/],
  ["a proxy of an array", new Proxy([], {}), /a Proxy/],
  ["a proxy of a function", new Proxy(() => 1, {}), /a Proxy of a function/],
  ["the environment", process.env, /process\.env.*secrets/],
  ["a symbol", Symbol("mine"), /unregistered symbol Symbol\(mine\).*Symbol\.for\("mine"\)/],
  ["private fields", new Account(), /instance of Account, which has private fields \(#balance\)/],
  ["private methods", new Methods(), /instance of Methods, which has private fields \(#hidden\)/],
  ["inherited private fields", new Heir(), /instance of Account, which has private fields/],
  ["shared memory", new SharedArrayBuffer(8), /a SharedArrayBuffer.*SharedMemory/],
  [
    "a view on shared memory",
    new Uint8Array(new SharedArrayBuffer(8)),
    /a view on a SharedArrayBuffer.*SharedMemory/,
  ],
  ["a message port", new MessageChannel().port1, /a MessagePort.*Queue/],
  ["an abort signal", new AbortController().signal, /an AbortSignal.*`signal`/],
  ["a bound function", (() => 1).bind(null), /bound function/],
  ["a detached buffer", detached(), /a detached ArrayBuffer/],
  ["a forged Map", Object.create(Map.prototype), /isn't the Map which its prototype says/],
];

function detached(): ArrayBuffer {
  const buffer = new ArrayBuffer(8);
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}

describe("values", () => {
  test.each(values)("%s", (_, value, what) => {
    const error = refusal(() => encode({ x: value }, "thread"));
    expect(error.message).toMatch(what);
    expect(error.path).toBe("value › .x");
  });
});

describe("paths", () => {
  const weak = new WeakSet();

  test("through every kind of container", () => {
    const paths: [unknown, string][] = [
      [{ db: { socket: weak } }, "value › .db › .socket"],
      [{ "odd name": weak }, 'value › ["odd name"]'],
      [{ [Symbol.for("s")]: weak }, "value › [Symbol(s)]"],
      [[1, [2, weak]], "value › [1] › [1]"],
      [new Map([["a", weak]]), 'value › .get("a")'],
      [new Map([[{ weak }, 1]]), "value › a key › .weak"],
      [new Set([[weak]]), "value › an element › [0]"],
      [Object.assign([1], { extra: weak }), "value › .extra"],
    ];
    for (const [value, path] of paths) expect(refusal(() => encode(value, "process")).path).toBe(path);
  });

  test("an argument has its number", () => {
    const error = refusal(() => encode([1, { db: { socket: new Socket() } }], "process", "argument #"));
    expect(error.path).toBe("argument 1 › .db › .socket");
  });

  test("a captured variable has its name, in helpers too", () => {
    const db = { conn: { socket: new Socket() } };
    const helper = () => db;
    function task() {
      return helper();
    }
    const error = refusal(() => encodeFunction(task, "thread"));
    expect(error.path).toBe('task › captured "helper" › captured "db" › .conn › .socket');
    expect(error.message).toContain("which can't travel");
    expect(refusal(() => capture(task)).path).toBe(error.path);
  });

  test("this of an arrow function, and static fields", () => {
    class Job {
      socket = new Socket();
      run = () => this.socket;
    }
    expect(refusal(() => encodeFunction(new Job().run, "thread")).path).toBe("run › this › .socket");
    // biome-ignore lint/complexity/noStaticOnlyClass: what statics do is tested
    class Holder {
      static cache = new WeakMap();
    }
    const use = () => Holder;
    expect(refusal(() => encodeFunction(use, "thread")).path).toBe('use › captured "Holder" › .cache');
  });

  test("far down the path is shortened, not lost", () => {
    let deep: unknown = weak;
    for (let i = 0; i < 1000; i++) deep = { next: deep };
    expect(refusal(() => encode(deep, "process")).path).toMatch(
      /^value › … ›( \.next ›){9} … ›( \.next ›)* \.next$/,
    );
  });
});

test("functions of one call that share a variable which one assigns to", () => {
  function makeCounter() {
    let count = 0;
    return { add: () => ++count, read: () => count };
  }
  const error = refusal(() => encode(makeCounter(), "process"));
  expect(error.message).toMatch(
    /a variable that read and add share and one of them assigns to.*Keep it in an object/,
  );
  const state = { count: 0 };
  const kept = { add: () => ++state.count, read: () => state.count };
  expect(() => encode(kept, "process")).not.toThrow();
});

test("a refused value leaves the next parcel whole", () => {
  const shared = { a: [1, 2] };
  const before = encode([shared, shared], "process").bytes;
  refusal(() => encode([shared, shared, new WeakMap()], "process"));
  expect(encode([shared, shared], "process").bytes).toEqual(before);
});

test("a chain of functions that is too long for the stack", () => {
  let chain = (x: number): number => x;
  for (let i = 0; i < 5000; i++) {
    const next = chain;
    chain = (x) => next(x) + 1;
  }
  expect(() => encode(chain, "process")).toThrow(NotPortableError);
  // What follows isn't affected.
  expect(decode(encode([1], "process").bytes, "process")).toEqual([1]);
});
