/** Lines to pairs and back, and what can't be written. */
import { describe, expect, test } from "vitest";
import {
  bytes,
  encodeLine,
  json,
  jsonValue,
  type Protocol,
  protocolOf,
  rawKeyValue,
  rawValue,
  text,
} from "../../dist/mapreduce/protocols/index.js";
import { Seeded } from "../support/seeded.js";
import { randomJson } from "./protocols_support.js";

describe("json", () => {
  test("what is written is read back", () => {
    const random = new Seeded(1);
    for (let i = 0; i < 3000; i++) {
      const [key, value] = [randomJson(random, 2), randomJson(random, 4)];
      const line = encodeLine(json, key, value) as string;
      expect(line).not.toMatch(/[\n\r]/);
      expect(json.read(line)).toEqual([key, value]);
      expect(jsonValue.read(encodeLine(jsonValue, key, value) as string)).toEqual([null, value]);
    }
  });

  test("an object's undefined properties are left out, and what has toJSON says how it is written", () => {
    expect(encodeLine(json, { a: 1, b: undefined }, new Date(0))).toBe('{"a":1}\t"1970-01-01T00:00:00.000Z"');
    expect(encodeLine(jsonValue, null, { toJSON: () => 7 })).toBe("7");
    expect(encodeLine(json, -0, "\ud800")).toBe('0\t"\\ud800"');
  });

  const cyclic: unknown[] = [];
  cyclic.push(cyclic);

  test.each<[unknown, RegExp]>([
    [undefined, /value is undefined, which JSON has no form for\. Yield null\./],
    [Number.NaN, /value is NaN, which JSON has no form for/],
    [{ a: [1, Number.POSITIVE_INFINITY] }, /value\.a\[1\] is Infinity/],
    [[undefined], /value\[0\] is undefined/],
    [5n, /value is bigint, which JSON has no form for\. Yield String\(x\)/],
    [{ deep: [{ id: 5n }] }, /\.id is bigint/],
    [() => 1, /value is function/],
    [Symbol("s"), /value is symbol/],
    [new Map([[1, 2]]), /value is of type Map.*Object\.fromEntries/],
    [{ tags: new Set([1]) }, /value\.tags is of type Set.*\[\.\.\.set\]/],
    [new Float64Array(2), /value is of type Float64Array.*Array\.from/],
    [new Uint8Array(2), /Uint8Array/],
    [new ArrayBuffer(2), /ArrayBuffer/],
    [/x/, /RegExp/],
    [new Error("x"), /Error/],
    [new Date(Number.NaN), /Date/],
    [{ toJSON: () => undefined }, /value is of type Object/],
    [cyclic, /circular/i],
  ])("%s can't be written: the error names the key and the protocol", (value, why) => {
    const write = () => encodeLine(jsonValue, "the key", value);
    expect(write).toThrow(why);
    expect(write).toThrow(
      /^The pair with the key "the key" can't be written with the protocol "jsonValue": /,
    );
    expect(write).toThrow(expect.objectContaining({ name: "ValueError" }));
    expect(() => encodeLine(json, value, 1)).toThrow(/can't be written with the protocol "json"/);
  });

  test.each([
    ["no tab", /no tab between a key and a value/],
    ['"a"\tno', /Unexpected token/],
    ["1\t2\t3", /Unexpected (non-whitespace|token|number)/],
    [
      "12345678901234567890\t1",
      /12345678901234567890 doesn't fit a JavaScript number: it would become 12345678901234567000/,
    ],
    ['1\t{"id": [-9007199254740993]}', /-9007199254740993 doesn't fit/],
    [`1\t${"9".repeat(400)}`, /doesn't fit/],
  ])("%s can't be read", (line, why) => {
    expect(() => json.read(line)).toThrow(why);
  });

  test("long integers that fit, and digits that are none, are read", () => {
    expect(
      json.read(
        '9007199254740992\t[1e300, 0.12345678901234566, -9007199254740991, "12345678901234567890", 1152921504606846976]',
      ),
    ).toEqual([2 ** 53, [1e300, 0.12345678901234566, -(2 ** 53) + 1, "12345678901234567890", 2 ** 60]]);
    expect(json.read('"\\"12345678901234567891"\t1.0e22')).toEqual(['"12345678901234567891', 1e22]);
  });
});

describe("text", () => {
  test("the first tab counts", () => {
    expect(text.read("a\tb\tc")).toEqual(["a", "b\tc"]);
    expect(text.read("a")).toEqual(["a", null]);
    expect(text.read("")).toEqual(["", null]);
    expect(text.read("\t")).toEqual(["", ""]);
    expect(rawKeyValue).toBe(text);
    expect(rawValue.read("a\tb")).toEqual([null, "a\tb"]);
  });

  test.each<[unknown, unknown, string]>([
    ["a", "b\tc", "a\tb\tc"],
    ["a", null, "a"],
    [null, "b\tc", "b\tc"],
    [null, null, ""],
    [1.5, 2n ** 70n, "1.5\t1180591620717411303424"],
    ["", "", "\t"],
  ])("%s and %s", (key, value, line) => {
    expect(encodeLine(text, key, value)).toBe(line);
  });

  test("rawValue writes the value alone", () => {
    expect(encodeLine(rawValue, "dropped", "kept\tall")).toBe("kept\tall");
    expect(encodeLine(rawValue, null, 7)).toBe("7");
  });

  test.each<[Protocol, unknown, unknown, RegExp]>([
    [text, "a\tb", "c", /a tab in the key would be read as its end/],
    [text, "a", "b\nc", /holds a line end, so it would be read as two records/],
    [text, "a", "b\r", /ends in "\\r"/],
    [text, "a", "\udc00", /half of a surrogate pair/],
    [text, "a", [1], /the value is of type Array, and only strings, numbers and bigints are text.*json/],
    [text, undefined, "b", /the key is undefined/],
    [rawValue, "a", null, /the value is null/],
    [rawValue, "a", "b\nc", /two records/],
    [rawValue, "a", true, /the value is boolean/],
    [bytes, "a", "b", /the value is string, and bytes are a Uint8Array/],
    [bytes, "a", null, /the value is null/],
    [bytes, "a", Uint8Array.of(1, 10), /line end \(10\)/],
    [bytes, "a", Uint8Array.of(1, 13), /end in 13/],
  ])("$name refuses what would be read as something else", (protocol, key, value, why) => {
    const write = () => encodeLine(protocol, key, value);
    expect(write).toThrow(why);
    expect(write).toThrow(`with the protocol "${protocol.name}"`);
  });
});

test("bytes are themselves", () => {
  const line = Uint8Array.of(0, 255, 9, 13, 7);
  expect(bytes.read(line)).toEqual([null, line]);
  expect(encodeLine(bytes, "dropped", line)).toEqual(line);
});

test("protocols by name, and one's own", () => {
  expect(protocolOf("raw")).toBe(rawValue);
  expect(protocolOf("rawKeyValue")).toBe(text);
  expect(protocolOf("jsonValue")).toBe(jsonValue);
  const ours: Protocol<string, number> = {
    name: "ours",
    read: (line: string) => [line, line.length],
    write: (key: string) => key,
  };
  expect(protocolOf(ours)).toBe(ours);
  expect(encodeLine(ours, "k", 1)).toBe("k");
  expect(() => encodeLine({ ...ours, write: () => 7 as never }, "k", 1)).toThrow(
    /write gave number; it has to give a string/,
  );
  expect(() => protocolOf("yaml")).toThrow(/"yaml" is no protocol\. There are rawValue, raw, text/);
  expect(() => protocolOf("toString")).toThrow(/is no protocol/);
  expect(() => protocolOf("repr")).toThrow(/the protocol repr is not supported on JavaScript\. Use json/);
  expect(() => protocolOf({ name: "half", read: () => [1, 2] } as never)).toThrow(
    /the methods read and write/,
  );
  expect(() => protocolOf(null as never)).toThrow(/the methods read and write/);
});
