/**
 * What operations of compiled functions mean, on every target: the table that docs/compiled_functions.md shows and that the tests run, each
 * cell on each target. Imports nothing, so that the generator of the page can read it.
 */

type Value = number | bigint | boolean;

/** An operation on some types. */
export interface Meaning {
  /** As one writes it, with a and b. */
  readonly code: string;
  /** Of a and b; elements of arrays where they are narrow. */
  readonly types: readonly string[];
  readonly result: string;
  /** What it means, a sentence. */
  readonly meaning: string;
  /** Values of a and b, then the result. */
  readonly cells: readonly (readonly Value[])[];
}

export interface Section {
  readonly title: string;
  readonly rows: readonly Meaning[];
}

const MIN = -(2 ** 31);
const MAX = 2 ** 31 - 1;
const TOP = 2 ** 32 - 1;
const MIN64 = -(2n ** 63n);
const MAX64 = 2n ** 63n - 1n;
const TOP64 = 2n ** 64n - 1n;
const TENTH = Math.fround(0.1);

const row = (
  code: string,
  types: readonly string[],
  result: string,
  meaning: string,
  cells: readonly (readonly Value[])[],
): Meaning => ({ code, types, result, meaning, cells });

/** Integers that wrap: the same row for each type. */
const wraps = (code: string, cells: Readonly<Record<string, readonly (readonly Value[])[]>>): Meaning[] =>
  Object.entries(cells).map(([type, of]) =>
    row(code, code.includes("b") ? [type, type] : [type], type, "wraps round", of),
  );

export const SEMANTICS: readonly Section[] = [
  {
    title: "Sums, differences, products",
    rows: [
      ...wraps("a + b", {
        i32: [
          [MAX, 1, MIN],
          [MIN, -1, MAX],
        ],
        u32: [[TOP, 2, 1]],
        i64: [[MAX64, 1n, MIN64]],
        u64: [[TOP64, 2n, 1n]],
      }),
      ...wraps("a - b", {
        i32: [[MIN, 1, MAX]],
        u32: [[0, 1, TOP]],
        i64: [[MIN64, 1n, MAX64]],
        u64: [[0n, 1n, TOP64]],
      }),
      ...wraps("a * b", {
        i32: [
          [65537, 65537, 131073],
          [MAX, MAX, 1],
          [MIN, -1, MIN],
        ],
        u32: [[TOP, TOP, 1]],
        i64: [[MAX64, 2n, -2n]],
        u64: [[TOP64, TOP64, 1n]],
      }),
      ...wraps("-a", {
        i32: [
          [MIN, MIN],
          [5, -5],
        ],
        u32: [[1, TOP]],
        i64: [[MIN64, MIN64]],
      }),
      row("a + b", ["u8", "u8"], "i32", "narrow integers are i32 once they are read", [[255, 255, 510]]),
      row("a * b", ["i16", "i16"], "i32", "narrow integers are i32 once they are read", [
        [-32768, -32768, 1073741824],
      ]),
      row("a + b", ["f32", "f32"], "f32", "rounded to f32 after each operation", [
        [TENTH, Math.fround(0.2), Math.fround(TENTH + Math.fround(0.2))],
        [16777216, 1, 16777216],
        [Infinity, -Infinity, Number.NaN],
        [-0, -0, -0],
      ]),
      row("a * b", ["f32", "f32"], "f32", "rounded to f32 after each operation", [
        [3e38, 10, Infinity],
        [0, -1, -0],
        [0, Infinity, Number.NaN],
      ]),
      row("a + b", ["f64", "f64"], "f64", "JavaScript's", [[0.1, 0.2, 0.1 + 0.2]]),
      row("-a", ["f32"], "f32", "the sign turns, of zero too", [
        [0, -0],
        [-0, 0],
        [Infinity, -Infinity],
      ]),
    ],
  },
  {
    title: "Mixed types",
    rows: [
      row("a + b", ["i32", "f32"], "f32", "the integer is rounded to f32 first", [[16777217, 0, 16777216]]),
      row("a + b", ["u32", "f32"], "f32", "the integer is rounded to f32 first", [[TOP, 0, 4294967296]]),
      row("a + b", ["i32", "f64"], "f64", "exact", [[MAX, 0.5, 2147483647.5]]),
      row("a + b", ["f32", "f64"], "f64", "exact", [[TENTH, 0, TENTH]]),
      row("a + 1", ["u8"], "i32", "a whole literal takes the other's type", [[255, 256]]),
      row("a * 0.5", ["f32"], "f32", "a fraction takes the other's type", [[3, 1.5]]),
      row("a * 0.5", ["i32"], "float", "a fraction beside an integer makes it a float", [[3, 1.5]]),
    ],
  },
  {
    title: "Division",
    rows: [
      row("a / b", ["i32", "i32"], "float", "of integers a float", [
        [7, 2, 3.5],
        [-7, 2, -3.5],
        [1, 0, Infinity],
        [-1, 0, -Infinity],
        [0, 0, Number.NaN],
      ]),
      row("a / b", ["f32", "f32"], "f32", "JavaScript's, rounded to f32", [
        [1, 3, Math.fround(1 / 3)],
        [5, 0, Infinity],
        [-5, 0, -Infinity],
        [5, -0, -Infinity],
        [0, 0, Number.NaN],
      ]),
      row("(a / b) | 0", ["i32", "i32"], "i32", "the quotient, cut towards zero; by zero 0", [
        [7, 2, 3],
        [-7, 2, -3],
        [7, -2, -3],
        [5, 0, 0],
        [0, 0, 0],
        [MIN, -1, MIN],
        [MAX, 3, 715827882],
      ]),
      row("Math.trunc(a / b)", ["i32", "i32"], "i32", "the same", [
        [-7, 2, -3],
        [5, 0, 0],
      ]),
      row("(a / b) >>> 0", ["u32", "u32"], "u32", "the quotient of unsigned integers", [
        [TOP, 2, MAX],
        [TOP, 1, TOP],
        [5, 0, 0],
      ]),
      row("Math.floor(a / b)", ["i32", "i32"], "i32", "the quotient, rounded down; by zero 0", [
        [7, 2, 3],
        [-7, 2, -4],
        [7, -2, -4],
        [-7, -2, 3],
        [-8, 2, -4],
        [5, 0, 0],
        [MIN, -1, MIN],
      ]),
      row("a / b", ["i64", "i64"], "i64", "of bigints cut towards zero; by zero 0", [
        [-7n, 2n, -3n],
        [7n, 0n, 0n],
        [MIN64, -1n, MIN64],
      ]),
      row("a / b", ["u64", "u64"], "u64", "of bigints cut towards zero; by zero 0", [
        [TOP64, 2n, 2n ** 63n - 1n],
      ]),
      row("a % b", ["i32", "i32"], "i32", "the sign of the dividend; by zero 0", [
        [7, 3, 1],
        [-7, 3, -1],
        [7, -3, 1],
        [7, 0, 0],
        [MIN, -1, 0],
      ]),
      row("a % b", ["u32", "u32"], "u32", "by zero 0", [
        [TOP, 10, 5],
        [7, 0, 0],
      ]),
      row("a % b", ["i64", "i64"], "i64", "the sign of the dividend; by zero 0", [
        [-7n, 3n, -1n],
        [7n, 0n, 0n],
        [MIN64, -1n, 0n],
      ]),
      row("a % b", ["f32", "f32"], "f32", "exact, the sign of the dividend; by zero NaN", [
        [5.5, 2, 1.5],
        [-5.5, 2, -1.5],
        [-4, 2, -0],
        [5, 0, Number.NaN],
        [5, Infinity, 5],
        [Infinity, 2, Number.NaN],
        [1e30, 7, Math.fround(1e30) % 7],
      ]),
      row("a % b", ["f64", "f64"], "f64", "exact, the sign of the dividend; by zero NaN", [
        [5.5, -2, 1.5],
        [1e300, 7, 1e300 % 7],
      ]),
    ],
  },
  {
    title: "Bits and shifts",
    rows: [
      row("a << b", ["i32", "i32"], "i32", "counts modulo 32", [
        [1, 31, MIN],
        [1, 32, 1],
        [1, -1, MIN],
        [3, 33, 6],
      ]),
      row("a >> b", ["i32", "i32"], "i32", "brings in the sign", [
        [-8, 1, -4],
        [-1, 31, -1],
        [MIN, 33, -1073741824],
      ]),
      row("a >>> b", ["i32", "i32"], "u32", "brings in zeros", [
        [-1, 0, TOP],
        [-1, 28, 15],
        [-1, 32, TOP],
      ]),
      row("a >> b", ["u32", "i32"], "i32", "of the 32 bits as a signed integer, as JavaScript's", [
        [TOP, 1, -1],
        [8, 1, 4],
      ]),
      row("a & b", ["i32", "i32"], "i32", "of 32 bits", [[-1, 255, 255]]),
      row("a | b", ["u32", "i32"], "i32", "of 32 bits, signed", [[2 ** 31, 0, MIN]]),
      row("a ^ b", ["i32", "i32"], "i32", "of 32 bits", [[-1, 1, -2]]),
      row("~a", ["i32"], "i32", "of 32 bits", [[0, -1]]),
      row("a | 0", ["f32"], "i32", "modulo 2^32; NaN and the infinities 0", [
        [3.9, 3],
        [-3.9, -3],
        [2147483648, MIN],
        [4294967296, 0],
        [Number.NaN, 0],
        [Infinity, 0],
        [-Infinity, 0],
      ]),
      row("a >>> 0", ["f32"], "u32", "modulo 2^32; NaN and the infinities 0", [
        [-1, TOP],
        [4294967040, 4294967040],
        [Number.NaN, 0],
      ]),
      row("a | 0", ["f64"], "i32", "modulo 2^32; NaN and the infinities 0", [
        [2 ** 32 + 5.5, 5],
        [-(2 ** 53), 0],
        [2 ** 31, MIN],
        [Number.NaN, 0],
      ]),
      row("a << b", ["i64", "i64"], "i64", "counts modulo 64, the result wraps", [
        [1n, 63n, MIN64],
        [1n, 64n, 1n],
      ]),
      row("a >> b", ["i64", "i64"], "i64", "brings in the sign; counts modulo 64", [[-8n, 1n, -4n]]),
      row("a & b", ["u64", "u64"], "u64", "of 64 bits", [[TOP64, 255n, 255n]]),
    ],
  },
  {
    title: "Conversions",
    rows: [
      row("i32(a)", ["f32"], "i32", "cut, modulo 2^32; NaN and the infinities 0", [
        [-2.9, -2],
        [3000000000, -1294967296],
        [Number.NaN, 0],
        [Infinity, 0],
      ]),
      row("u32(a)", ["f32"], "u32", "cut, modulo 2^32; NaN and the infinities 0", [
        [-2.9, 4294967294],
        [3000000000, 3000000000],
        [Number.NaN, 0],
      ]),
      row("u32(a)", ["i32"], "u32", "the same bits", [[-1, TOP]]),
      row("i32(a)", ["u32"], "i32", "the same bits", [[TOP, -1]]),
      row("f32(a)", ["i32"], "f32", "rounded to nearest, ties to even", [
        [16777217, 16777216],
        [16777219, 16777220],
        [MAX, 2147483648],
      ]),
      row("f32(a)", ["u32"], "f32", "rounded to nearest, ties to even", [[TOP, 4294967296]]),
      row("f32(a)", ["f64"], "f32", "rounded to nearest, ties to even", [
        [0.1, TENTH],
        [1e40, Infinity],
        [1e-50, 0],
      ]),
      row("f64(a)", ["f32"], "f64", "exact", [[TENTH, TENTH]]),
      row("u8(a)", ["i32"], "i32", "modulo 2^8", [
        [300, 44],
        [-1, 255],
      ]),
      row("i8(a)", ["i32"], "i32", "modulo 2^8, signed", [
        [200, -56],
        [-129, 127],
      ]),
      row("i16(a)", ["f32"], "i32", "modulo 2^16, signed", [
        [40000, -25536],
        [Number.NaN, 0],
      ]),
      row("i64(a)", ["f64"], "i64", "cut, modulo 2^64; NaN and the infinities 0", [
        [-2.9, -2n],
        [2 ** 63, MIN64],
        [Number.NaN, 0n],
        [Infinity, 0n],
      ]),
      row("i64(a)", ["i32"], "i64", "exact", [[MIN, BigInt(MIN)]]),
      row("f64(a)", ["i64"], "f64", "rounded to nearest, ties to even", [
        [9007199254740993n, 9007199254740992],
      ]),
      row("i32(a)", ["i64"], "i32", "the low 32 bits", [[2n ** 32n + 7n, 7]]),
      row("bool(a)", ["f32"], "bool", "not zero and not NaN", [
        [0, false],
        [-0, false],
        [Number.NaN, false],
        [0.1, true],
      ]),
      row("Number(a)", ["bool"], "i32", "1 or 0", [
        [true, 1],
        [false, 0],
      ]),
    ],
  },
  {
    title: "Comparisons and truth",
    rows: [
      ...(["<", "<=", ">", ">=", "==="] as const).map((op) =>
        row(`a ${op} b`, ["f32", "f32"], "bool", "false where one is NaN; the zeros are equal", [
          [Number.NaN, 1, false],
          [Number.NaN, Number.NaN, false],
          [-0, 0, op === "<=" || op === ">=" || op === "==="],
          [1, 2, op === "<" || op === "<="],
          [Infinity, 2, op === ">" || op === ">="],
        ]),
      ),
      row("a !== b", ["f32", "f32"], "bool", "true where one is NaN", [
        [Number.NaN, Number.NaN, true],
        [-0, 0, false],
      ]),
      row("a < b", ["u32", "u32"], "bool", "of unsigned integers", [
        [TOP, 1, false],
        [1, TOP, true],
      ]),
      row("a < b", ["u64", "u64"], "bool", "of unsigned integers", [[TOP64, 1n, false]]),
      row("!a", ["f32"], "bool", "of zero and NaN true", [
        [0, true],
        [Number.NaN, true],
        [1, false],
      ]),
      row("a ? 1 : 2", ["f32"], "i32", "zero and NaN are false", [
        [Number.NaN, 2],
        [-0, 2],
        [0.5, 1],
      ]),
      row(
        "a > 0 && 1 / a > b",
        ["f32", "f32"],
        "bool",
        "the right side is evaluated where the left one leaves it open",
        [
          [0, -1, false],
          [2, 0.25, true],
        ],
      ),
    ],
  },
  {
    title: "Functions of Math",
    rows: [
      row("Math.min(a, b)", ["f32", "f32"], "f32", "NaN wins; -0 is less than 0", [
        [Number.NaN, 1, Number.NaN],
        [1, Number.NaN, Number.NaN],
        [0, -0, -0],
        [-0, 0, -0],
      ]),
      row("Math.max(a, b)", ["f32", "f32"], "f32", "NaN wins; -0 is less than 0", [
        [Number.NaN, 1, Number.NaN],
        [-0, 0, 0],
      ]),
      row("Math.min(a, b)", ["i32", "i32"], "i32", "of integers an integer", [[MIN, 3, MIN]]),
      row("Math.max(a, b)", ["u32", "u32"], "u32", "of integers an integer", [[TOP, 3, TOP]]),
      row("Math.abs(a)", ["i32"], "i32", "wraps round", [
        [-5, 5],
        [MIN, MIN],
      ]),
      row("Math.abs(a)", ["f32"], "f32", "of -0 is 0", [
        [-0, 0],
        [-Infinity, Infinity],
      ]),
      row("Math.sign(a)", ["f32"], "f32", "keeps zeros and NaN", [
        [-0, -0],
        [-3, -1],
        [Number.NaN, Number.NaN],
      ]),
      row("Math.round(a)", ["f32"], "f32", "halves go up", [
        [0.5, 1],
        [-0.5, -0],
        [2.5, 3],
        [-2.5, -2],
        [Math.fround(0.49999997), 0],
        [8388609, 8388609],
      ]),
      row("Math.round(a)", ["f64"], "f64", "halves go up", [
        [0.49999999999999994, 0],
        [-0.5, -0],
      ]),
      row("Math.trunc(a)", ["f32"], "f32", "towards zero", [
        [-1.5, -1],
        [-0.5, -0],
      ]),
      row("Math.floor(a)", ["f32"], "f32", "down", [
        [-1.5, -2],
        [-0, -0],
      ]),
      row("Math.ceil(a)", ["f32"], "f32", "up", [
        [-0.5, -0],
        [1.2, 2],
      ]),
      row("Math.fround(a)", ["f64"], "f32", "f32(a)", [[0.1, TENTH]]),
      row("Math.imul(a, b)", ["i32", "i32"], "i32", "the product's low 32 bits", [[TOP | 0, 5, -5]]),
      row("Math.clz32(a)", ["i32"], "i32", "zeros in front, of 32 bits", [
        [0, 32],
        [1, 31],
        [-1, 0],
      ]),
      row("Math.sqrt(a)", ["f32"], "f32", "rounded to nearest", [
        [2, Math.fround(Math.SQRT2)],
        [-1, Number.NaN],
        [-0, -0],
      ]),
    ],
  },
];

/** Reads and writes out of bounds: `x` has 4 elements, 10 to 13; the result is in out[0]. */
export const OUT_OF_BOUNDS: readonly {
  readonly code: string;
  readonly meaning: string;
  readonly result: number;
}[] = [
  { code: "out[0] = x[3]", meaning: "within", result: 13 },
  { code: "out[0] = x[4]", meaning: "reads give 0", result: 0 },
  { code: "out[0] = x[-1]", meaning: "negative indices count nothing from the end", result: 0 },
  { code: "out[0] = x[x.length + 2 ** 20]", meaning: "however far", result: 0 },
  { code: "x[4] = 7; out[0] = x[3]", meaning: "writes do nothing", result: 13 },
  { code: "x[-1] = 7; out[0] = x[0]", meaning: "writes do nothing", result: 10 },
];
