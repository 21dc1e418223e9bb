import { deepStrictEqual } from "node:assert/strict";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { IndexError, OverflowError, ValueError } from "../../../src/errors.js";
import {
  CalendarInterval,
  DayTimeInterval,
  Decimal,
  doubleText,
  floatText,
  momentOf,
  Row,
  rowMaker,
  TimeOfDay,
  Timestamp,
  TimestampNTZ,
  timeZone,
  VariantVal,
  valuesEqual,
  wallOf,
  YearMonthInterval,
} from "../../../src/spark/types/index.js";

describe("Decimal", () => {
  test.each([
    ["12.50", 1250n, 2],
    ["-0.001", -1n, 3],
    [".5", 5n, 1],
    ["7.", 7n, 0],
    ["1.5e-3", 15n, 4],
    ["1.5E3", 1500n, 0],
  ])("of %s", (text, unscaled, scale) => {
    expect(Decimal.of(text)).toEqual(new Decimal(unscaled, scale));
  });

  test.each(["", ".", "abc", "1e", "0x1", "1e999999999", "NaN"])("of %j is refused", (text) => {
    expect(() => Decimal.of(text)).toThrow(ValueError);
  });

  test("of a number with a fraction is refused, since it isn't what it looks like", () => {
    expect(() => Decimal.of(0.1)).toThrow('Decimal.of("0.1")');
    expect(String(Decimal.of(12))).toBe("12");
  });

  test("is written with all its digits", () => {
    expect([new Decimal(-5n, 3), new Decimal(0n, 2), new Decimal(10n ** 20n, 0)].map(String)).toEqual([
      "-0.005",
      "0.00",
      "100000000000000000000",
    ]);
    expect(inspect(Decimal.of("1.50"))).toContain("[1.50]");
    expect(JSON.stringify({ d: Decimal.of("1.50") })).toBe('{"d":"1.50"}');
  });

  test("is compared as a number", () => {
    expect(Decimal.of("1.0").equals(Decimal.of("1.00"))).toBe(true);
    expect(
      ["10", "-3", "2.5"]
        .map((text) => Decimal.of(text))
        .sort((a, b) => a.compare(b))
        .map(String),
    ).toEqual(["-3", "2.5", "10"]);
    expect(Decimal.of("9007199254740993").toNumber()).toBe(9007199254740992);
  });

  test("loses no digit", () => {
    expect(() => Decimal.of("1.25").withScale(1)).toThrow(OverflowError);
    expect(Decimal.of("1.50").withScale(1)).toEqual(new Decimal(15n, 1));
  });
});

describe("Timestamp", () => {
  test("keeps microseconds, and is a Date", () => {
    const at = new Timestamp("2024-05-06T07:08:09.123456Z");
    expect(at.epochMicroseconds).toBe(1714979289123456n);
    expect(at.getTime()).toBe(1714979289123);
    expect(JSON.stringify(at)).toBe('"2024-05-06T07:08:09.123456Z"');
    expect(new Timestamp(new Date(0)).toISOString()).toBe("1970-01-01T00:00:00.000Z");
    expect(new Timestamp("1969-12-31T23:59:59.999999Z").epochMicroseconds).toBe(-1n);
    expect(new Timestamp(at).equals(at)).toBe(true);
  });

  test("beyond Date still has its microseconds and its text", () => {
    const far = new Timestamp(9_000_000_000_000_000_000n);
    expect(far.getTime()).toBeNaN();
    expect(far.toISOString()).toBe("+287168-08-24T16:00:00.000Z");
  });

  test("never changes", () => {
    const at = new Timestamp(0n);
    expect(() => at.setFullYear(2000)).toThrow("Timestamp has no setFullYear");
    expect(at.getTime()).toBe(0);
  });

  test.each(["yesterday", new Date(Number.NaN), "2024-05-06T07:08:09.1234567Z"])(
    "of %j is refused",
    (value) => {
      expect(() => new Timestamp(value)).toThrow(ValueError);
    },
  );

  test("without a zone is the wall's", () => {
    const wall = new TimestampNTZ("2024-05-06T07:08:09.5");
    expect(wall.getUTCHours()).toBe(7);
    expect(wall.toISOString()).toBe("2024-05-06T07:08:09.500");
    expect(new TimestampNTZ("2024-05-06").toISOString()).toBe("2024-05-06T00:00:00.000");
  });
});

describe("TimeOfDay", () => {
  test.each(["00:00:00", "23:59:59.999999", "12:34:56.5"])("%s", (text) => {
    expect(String(TimeOfDay.of(text))).toBe(text);
  });

  test.each(["24:00", "12:60", "1", "12:00:00.1234567890", ""])("of %j is refused", (text) => {
    expect(() => TimeOfDay.of(text)).toThrow(ValueError);
  });
});

describe("intervals", () => {
  test("are written as SQL writes them", () => {
    expect(String(new YearMonthInterval(-14))).toBe("INTERVAL '-1-2' YEAR TO MONTH");
    expect(String(new DayTimeInterval(-90_500_000n))).toBe("INTERVAL '-0 00:01:30.5' DAY TO SECOND");
    expect(String(new CalendarInterval(14, -3, -500_000n))).toBe("1 years 2 months -3 days -0.5 seconds");
  });

  test("have so many bytes", () => {
    expect(() => new YearMonthInterval(2 ** 31)).toThrow(ValueError);
    expect(() => new YearMonthInterval(1.5)).toThrow(ValueError);
    expect(() => new DayTimeInterval(2n ** 63n)).toThrow(ValueError);
  });
});

describe("rows", () => {
  test("are plain objects", () => {
    const row = rowMaker(["origin", "n"])(["JFK", 3]);
    const { origin, n } = row;
    expect([origin, n]).toEqual(["JFK", 3]);
    deepStrictEqual(row, { origin: "JFK", n: 3 });
    expect(JSON.stringify(row)).toBe('{"origin":"JFK","n":3}');
    expect(Row.toString(row)).toBe("Row(origin='JFK', n=3)");
  });

  test("keep columns of one name, and the order of names that are numbers", () => {
    const row = Row.of(["id", "2010", "1910", "id"], [1, "a", "b", 2]);
    deepStrictEqual(row, { id: 1, 2010: "a", 1910: "b" });
    expect(Row.fields(row)).toEqual(["id", "2010", "1910", "id"]);
    expect(Row.values(row)).toEqual([1, "a", "b", 2]);
    expect(Row.get(row, 3)).toBe(2);
    expect(Row.get(row, "id")).toBe(1);
    expect(() => Row.get(row, 4)).toThrow(IndexError);
    expect(() => Row.get(row, "x")).toThrow('1 "2010"');
  });

  test("take any name", () => {
    const row = Row.of(["__proto__", "constructor", "get"], [1, 2, 3]);
    expect(Object.keys(row)).toEqual(["__proto__", "constructor", "get"]);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    expect(Row.values(row)).toEqual([1, 2, 3]);
  });

  test("of other lengths are refused", () => {
    expect(() => Row.of(["a"], [1, 2])).toThrow(ValueError);
  });

  test("are copied with what is in them", () => {
    const inner = { x: [{ y: 1 }] };
    const copy = Row.asDict({ inner }, true);
    expect(copy).toEqual({ inner });
    expect(copy.inner).not.toBe(inner);
  });
});

describe("equality", () => {
  test.each([
    [new Timestamp(1n), new Timestamp(2n)],
    [new Timestamp(0n), new TimestampNTZ(0n)],
    [0, null],
    [1n, 1.5],
    [{ a: 1 }, { b: 1 }],
    [[1], [1, 2]],
    [new Map([[1, 2]]), new Map([[1, 3]])],
    [Decimal.of("1"), 1],
    [new Uint8Array([1]), new Uint8Array([2])],
  ])("%o is not %o", (a, b) => {
    expect(valuesEqual(a, b)).toBe(false);
    expect(valuesEqual([a], [b])).toBe(false);
  });

  test.each([
    [new Timestamp(1000n), new Date(1)],
    [Number.NaN, Number.NaN],
    [1n, 1],
    [0, -0],
    [Decimal.of("1.0"), Decimal.of("1")],
    [new Map([[Decimal.of("1.0"), [1]]]), new Map([[Decimal.of("1"), [1n]]])],
    [
      new VariantVal(new Uint8Array([0]), new Uint8Array([1])),
      new VariantVal(new Uint8Array([0]), new Uint8Array([1])),
    ],
  ])("%o is %o", (a, b) => {
    expect(valuesEqual(a, b)).toBe(true);
    expect(valuesEqual({ x: [a] }, { x: [b] })).toBe(true);
  });
});

describe("numbers as Java writes them", () => {
  test.each([
    [1, "1.0"],
    [2e-3, "0.002"],
    [9.999e-4, "9.999E-4"],
    [1e7, "1.0E7"],
    [12345678.9, "1.23456789E7"],
    [5e-324, "4.9E-324"],
    [1e23, "1.0E23"],
    [-0, "-0.0"],
    [1e21, "1.0E21"],
  ])("%d", (x, text) => expect(doubleText(x)).toBe(text));

  test.each([
    [Math.fround(0.1), "0.1"],
    [16777216, "1.6777216E7"],
    [Math.fround(1.1e-5), "1.1E-5"],
    [100, "100.0"],
  ])("%d of four bytes", (x, text) => expect(floatText(x)).toBe(text));
});

describe("time zones", () => {
  const hour = 3_600_000_000n;
  const at = (text: string): bigint => BigInt(Date.parse(text)) * 1000n;

  test("of a region follow its clocks", () => {
    const zone = timeZone("Europe/Zurich");
    expect(wallOf(at("2024-03-31T00:59:59Z"), zone)).toBe(at("2024-03-31T01:59:59Z"));
    expect(wallOf(at("2024-03-31T01:00:00Z"), zone)).toBe(at("2024-03-31T03:00:00Z"));
  });

  test("take the first of two moments, and go on over those that are left out", () => {
    const zone = timeZone("Europe/Zurich");
    expect(momentOf(at("2024-10-27T02:30:00Z"), zone)).toBe(at("2024-10-27T00:30:00Z"));
    expect(momentOf(at("2024-03-31T02:30:00Z"), zone)).toBe(at("2024-03-31T01:30:00Z"));
    expect(momentOf(at("2024-07-01T12:00:00Z"), zone)).toBe(at("2024-07-01T10:00:00Z"));
  });

  test.each([
    ["+05:45", 5n * hour + (hour * 3n) / 4n],
    ["UTC-08:30", -8n * hour - hour / 2n],
    ["GMT+1", hour],
    ["Z", 0n],
  ])("%s", (id, offset) => expect(wallOf(0n, timeZone(id))).toBe(offset));

  test.each(["Nowhere/City", "+25:00", "", "Z+1"])("%j is refused", (id) => {
    expect(() => timeZone(id)).toThrow(ValueError);
  });
});
