/** Arrays print as NumPy prints them: hand-picked cases beside a live NumPy. */
import { describe, expect, test } from "vitest";
import {
  array_repr,
  array_str,
  array2string,
  type DTypeName,
  get_printoptions,
  type PrintOptions,
  printoptions,
  set_printoptions,
} from "../../dist/array/index.js";
import { liveNumpy, type OracleOutcome } from "../support/numpy_oracle.js";
import { printed, pythonOptions } from "./printing.js";

type Value = number | bigint | boolean;
type Case = readonly [
  dtype: DTypeName,
  shape: readonly number[],
  values: readonly Value[],
  options?: Partial<PrintOptions>,
];

const count = (n: number, from = 0): number[] => Array.from({ length: n }, (_, i) => from + i);

const CASES: Readonly<Record<string, readonly Case[]>> = {
  "floats take as many digits as they need, up to the precision": [
    ["float64", [2], [1, 2]],
    ["float64", [3], [0.1, 0.25, 1 / 3]],
    ["float64", [2], [1e-9, 1], { suppress: true }],
    ["float64", [4], [0.15, 0.25, 0.35, 0.45], { precision: 1 }],
    ["float64", [4], [0.5, 1.5, 2.5, 3.5], { precision: 0 }],
    ["float64", [3], [0.0006, 0.0005, 1], { precision: 3, suppress: true }],
    ["float64", [2], [99.96, 1], { precision: 1 }],
    ["float64", [2], [-0, 0]],
  ],
  "float32 takes float32's digits": [
    ["float32", [3], [0.1, 1 / 3, 16777216]],
    ["float32", [4], [1.17549435e-38, 3.4028235e38, 1.4e-45, 1]],
    ["float32", [1], [2 ** -44]],
    ["float32", [1], [999999.94]],
    ["float32", [1], [1e6]],
    ["float32", [2], [0.1, 0.00123456789], { precision: 12 }],
    ["float32", [2], [1e-4, 1]],
    ["float32", [2], [1000.00006, 1]],
  ],
  "scientific notation for large, small and widely spread numbers": [
    ["float64", [1], [1e8]],
    ["float64", [1], [99999999]],
    ["float64", [2], [1e-4, 1e-4]],
    ["float64", [2], [9.99e-5, 1e-4]],
    ["float64", [2], [1, 1000]],
    ["float64", [2], [1, 1000.1]],
    ["float64", [3], [1e-300, 1e300, -1]],
    ["float64", [2], [1e23, 1e22]],
    ["float64", [2], [5e-324, 1.7976931348623157e308]],
    ["float64", [3], [0, 1e20, 1.5]],
    ["float64", [2], [9.99999999e9, 1], { precision: 3 }],
  ],
  "nan and inf fill the column": [
    ["float64", [4], [NaN, Infinity, -Infinity, 1]],
    ["float64", [2], [NaN, NaN]],
    ["float64", [2], [Infinity, 1]],
    ["float64", [3], [-Infinity, 12345.678, NaN]],
    ["float64", [3], [1e300, NaN, -Infinity]],
    ["float32", [2], [NaN, 0.1], { nanstr: "missing", infstr: "huge" }],
    ["float64", [3], [Infinity, -Infinity, 1], { nanstr: "missing", infstr: "huge", sign: "+" }],
  ],
  signs: [
    ["float64", [2], [1, -1], { sign: "+" }],
    ["float64", [2], [1, 2], { sign: " " }],
    ["float64", [2], [1, -0], { sign: " " }],
    ["int64", [3], [1, -20, 300], { sign: "+" }],
    ["int64", [2], [1, 2], { sign: " " }],
    ["int64", [2], [1, -2], { sign: " " }],
    ["int64", [2], [0, 0], { sign: "+" }],
  ],
  "float modes": (["fixed", "unique", "maxprec", "maxprec_equal"] as const).flatMap((floatmode): Case[] => [
    ["float64", [3], [0.1, 0.123456789012, 1], { floatmode }],
    ["float64", [3], [1e-10, 0.123456789012, 1], { floatmode }],
    ["float32", [3], [0.1, 0.123456789012, 1], { floatmode, precision: 12 }],
    ["float64", [2], [1, 2], { floatmode, precision: 3 }],
    ["float64", [2], [1e-10, 1e10], { floatmode, precision: 20 }],
    ["float32", [2], [1e-10, 0.1], { floatmode, precision: 20 }],
  ]),
  integers: [
    ["int64", [4], [1, -20, 300, 0]],
    ["int64", [2], [9223372036854775807n, -9223372036854775808n]],
    ["uint64", [1], [18446744073709551615n]],
    ["int8", [3], [-128, 0, 127]],
    ["int32", [2], [1, 2]],
    ["uint8", [2, 2], [1, 20, 200, 3]],
  ],
  bools: [
    ["bool", [2], [true, false]],
    ["bool", [2], [true, true]],
    ["bool", [2, 2], [true, false, false, true]],
  ],
  "0-d arrays": [
    ["float64", [], [1 / 3]],
    ["float64", [], [1e16]],
    ["float64", [], [9999999999999998]],
    ["float64", [], [NaN]],
    ["float64", [], [-0]],
    ["float64", [], [1e-5]],
    ["float32", [], [0.1]],
    ["float32", [], [1e6]],
    ["float32", [], [123456.7]],
    ["float32", [], [1e-4]],
    ["float32", [], [16777216]],
    ["int64", [], [7]],
    ["uint8", [], [7]],
    ["bool", [], [true]],
    ["bool", [], [false]],
  ],
  "empty arrays": [
    ["float64", [0], []],
    ["float32", [0], []],
    ["bool", [0], []],
    ["float64", [0, 3], []],
    ["int32", [2, 0, 3], []],
  ],
  "lines and nesting": [
    ["float64", [2, 3], count(6)],
    ["float64", [2, 2, 2], count(8)],
    ["int64", [2, 1, 2, 2], count(8)],
    ["int64", [100], count(100)],
    ["int64", [30], count(30, 1e15)],
    ["float64", [40], count(40).map((x) => x / 7)],
    ["float64", [3, 20], count(60).map((x) => x / 7)],
    ["uint8", [25], count(25)],
    ["uint8", [24], count(24)],
    ["float32", [11], count(11)],
    ["int64", [5], count(5, 1e15), { linewidth: 10 }],
    ["int64", [3, 3], count(9), { linewidth: 1 }],
    ["float64", [1, 1, 1, 1], [1]],
  ],
  summaries: [
    ["float64", [1001], count(1001)],
    ["int64", [1000], count(1000)],
    ["float64", [40, 40], count(1600)],
    ["float64", [2, 600], count(1200)],
    ["float64", [600, 2], count(1200)],
    ["float64", [12, 12, 12], count(1728)],
    ["int32", [20], count(20), { threshold: 10, edgeitems: 2 }],
    ["int64", [20], count(20), { threshold: 10, edgeitems: 0 }],
    ["int64", [20], count(20), { threshold: 10, edgeitems: 10 }],
    ["int64", [7], count(7), { threshold: 0 }],
    ["int64", [6], count(6), { threshold: 0 }],
    ["int64", [1500], count(1500), { threshold: Infinity }],
    ["int64", [1000, 1], count(1000), { threshold: 5, linewidth: 20 }],
    ["int64", [], [1], { threshold: 0 }],
  ],
};

const text = (outcome: OracleOutcome): unknown => (outcome.kind === "json" ? outcome.value : outcome);

describe("printing beside NumPy", () => {
  const numpy = liveNumpy();

  test.each(Object.entries(CASES))("%s", async (_, cases) => {
    const wanted = await numpy.evaluateAll(
      cases.map(([dtype, shape, values, options = {}]) => ({
        expression: `(np.set_printoptions(${pythonOptions(options)}), [np.array_repr(a), np.array_str(a)])[1]`,
        arrays: { a: printed(dtype, shape, values).oracle },
      })),
    );
    cases.forEach(([dtype, shape, values, options = {}], i) => {
      const { printable } = printed(dtype, shape, values);
      const scope = printoptions(options);
      try {
        expect([array_repr(printable), array_str(printable)]).toEqual(text(wanted[i]));
      } finally {
        scope.close();
      }
    });
  });

  test("array2string takes its own options", async () => {
    const { printable, oracle: a } = printed("float64", [2, 3], [1e-16, 1, 2, 1 / 3, 20, 300]);
    const calls = [
      ["separator=','", { separator: "," }],
      ["separator=' , ', prefix='abcdef'", { separator: " , ", prefix: "abcdef" }],
      ["max_line_width=12", { max_line_width: 12 }],
      [
        "max_line_width=16, suffix='1234', separator=', '",
        { max_line_width: 16, suffix: "1234", separator: ", " },
      ],
      ["precision=2, suppress_small=True", { precision: 2, suppress_small: true }],
      ["threshold=2, edgeitems=1", { threshold: 2, edgeitems: 1 }],
      ["sign='+', floatmode='fixed', precision=2", { sign: "+", floatmode: "fixed", precision: 2 }],
    ] as const;
    const wanted = await numpy.evaluateAll(
      calls.map(([keywords]) => ({ expression: `np.array2string(a, ${keywords})`, arrays: { a } })),
    );
    expect(calls.map(([, options]) => array2string(printable, options))).toEqual(wanted.map(text));
  });

  test("formatters replace the built-in form, the narrower key first", async () => {
    const { printable, oracle: a } = printed("int64", [2, 2], [1, 20, 300, 4]);
    const wanted = await numpy.evaluateAll(
      [
        "np.array2string(a, formatter={'int': lambda x: '<%d>' % x})",
        "np.array2string(a, formatter={'all': lambda x: 'x', 'int_kind': lambda x: 'i%d' % x})",
        "np.array2string(a, formatter={'float': lambda x: 'x'})",
        "np.array2string(a, formatter={'int': lambda x: '%d\\n--' % x})",
      ].map((expression) => ({ expression, arrays: { a } })),
    );
    expect([
      array2string(printable, { formatter: { int: (x) => `<${x}>` } }),
      array2string(printable, { formatter: { all: () => "x", int_kind: (x) => `i${x}` } }),
      array2string(printable, { formatter: { float: () => "x" } }),
      array2string(printable, { formatter: { int: (x) => `${x}\n--` } }),
    ]).toEqual(wanted.map(text));
  });

  test("the defaults are NumPy's", async () => {
    const names =
      "precision threshold edgeitems linewidth suppress nanstr infstr sign floatmode formatter".split(" ");
    const wanted = text(
      await numpy.evaluate(`{k: np.get_printoptions()[k] for k in ${JSON.stringify(names)}}`),
    );
    expect(get_printoptions()).toEqual(wanted);
  });
});

describe("print options", () => {
  test("a scope puts the former options back, once", () => {
    const scope = printoptions({ precision: 2 });
    expect(scope.options.precision).toBe(2);
    expect(array_str(printed("float64", [1], [1 / 3]).printable)).toBe("[0.33]");
    scope[Symbol.dispose]();
    expect(get_printoptions().precision).toBe(8);
    set_printoptions({ precision: 5 });
    scope.close();
    expect(get_printoptions().precision).toBe(5);
    set_printoptions({ precision: 8 });
  });

  test("set_printoptions resets the formatter", () => {
    set_printoptions({ formatter: { all: () => "x" } });
    expect(array_str(printed("int64", [1], [1]).printable)).toBe("[x]");
    set_printoptions({});
    expect(get_printoptions().formatter).toBeNull();
  });

  test.each([
    [{ floatmode: "short" }, "floatmode option must be one of"],
    [{ sign: "x" }, "sign option must be one of"],
    [{ threshold: Number.NaN }, "threshold must be a number and not NaN"],
    [{ precision: 1.5 }, "precision must be an integer, not 1.5"],
    [{ precision: -1 }, "precision must be >= 0, not -1"],
    [{ linewidth: "x" }, "linewidth must be a number"],
  ])("%j is refused and changes nothing", (options, message) => {
    const before = get_printoptions();
    expect(() => set_printoptions(options as never)).toThrow(expect.objectContaining({ name: "ValueError" }));
    expect(() => set_printoptions(options as never)).toThrow(message);
    expect(get_printoptions()).toBe(before);
  });

  test("a summary reads no element that it doesn't show", () => {
    const read = new Set<number>();
    const { printable } = printed("float64", [], [0]);
    const a = {
      dtype: printable.dtype,
      shape: [1000, 1000],
      get: (flat: number) => {
        read.add(flat);
        return flat;
      },
    };
    array_repr(a);
    expect(read.size).toBe(36);
  });
});
