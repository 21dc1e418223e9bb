/**
 * The one op table: a line an operation. Everything that must know the list of operations reads it here: the graph
 * (dtype rules), the back ends (each has a column of its own, typed `Record<OpName, …>`, so a missing entry doesn't
 * compile), and the generator, which writes the functions, methods, types and docstrings of np and cp.
 */

/**
 * How the dtype of the result follows from those of the arguments.
 * - `arith`   both promoted, the result is of that dtype
 * - `float`   promoted, integers to a float: 8 and 16 bits to float32, wider to float64 (NumPy gives float16 for 8 bits)
 * - `divide`  promoted, integers always to float64
 * - `compare` both promoted, the result is bool
 * - `logic`   any dtype read as true or false, the result is bool
 * - `bits`    promoted, bool or integers only
 * - `test`    a question about one float; integers are answered without reading them as floats
 * - `round`   floats are rounded, integers and bools stay as they are
 * - `select`  a bool and two values that are promoted
 */
export type DTypeRule =
  | "arith"
  | "float"
  | "divide"
  | "compare"
  | "logic"
  | "bits"
  | "test"
  | "round"
  | "select";

/** What an `arith` operation does to two bools: another operation, the same in int8 (as NumPy), or an error. */
export type OnBool = "logical_or" | "logical_and" | "logical_xor" | "int8" | "same" | "error";

export interface OpSpec {
  readonly arity: 1 | 2 | 3;
  readonly rule: DTypeRule;
  readonly onBool?: OnBool;
  /** The name of the array's method, beside the function's. */
  readonly method?: string;
  /** The operator of the original that the method stands for. */
  readonly operator?: string;
  /** Relative cost of an element against an addition: decides when threads pay. */
  readonly cost: number;
  /** One line for the docstring. */
  readonly doc: string;
}

function op<const S extends OpSpec>(spec: S): S {
  return spec;
}

/** Elementwise operations, by NumPy's names. */
export const OPS = {
  add: op({
    arity: 2,
    rule: "arith",
    onBool: "logical_or",
    method: "add",
    operator: "+",
    cost: 1,
    doc: "Add arguments element-wise.",
  }),
  subtract: op({
    arity: 2,
    rule: "arith",
    onBool: "error",
    method: "sub",
    operator: "-",
    cost: 1,
    doc: "Subtract arguments, element-wise.",
  }),
  multiply: op({
    arity: 2,
    rule: "arith",
    onBool: "logical_and",
    method: "mul",
    operator: "*",
    cost: 1,
    doc: "Multiply arguments element-wise.",
  }),
  divide: op({
    arity: 2,
    rule: "divide",
    method: "div",
    operator: "/",
    cost: 2,
    doc: "Divide arguments element-wise; integers give float64.",
  }),
  floor_divide: op({
    arity: 2,
    rule: "arith",
    onBool: "int8",
    method: "floordiv",
    operator: "//",
    cost: 6,
    doc: "The largest integer at or below the quotient. Integers by zero give 0.",
  }),
  remainder: op({
    arity: 2,
    rule: "arith",
    onBool: "int8",
    method: "mod",
    operator: "%",
    cost: 6,
    doc: "The remainder with the sign of the divisor, as Python's %. Integers by zero give 0.",
  }),
  power: op({
    arity: 2,
    rule: "arith",
    onBool: "int8",
    method: "pow",
    operator: "**",
    cost: 20,
    doc: "First argument raised to the second, element-wise.",
  }),
  minimum: op({
    arity: 2,
    rule: "arith",
    onBool: "logical_and",
    method: "minimum",
    cost: 1,
    doc: "The smaller of two values; NaN where either is NaN.",
  }),
  maximum: op({
    arity: 2,
    rule: "arith",
    onBool: "logical_or",
    method: "maximum",
    cost: 1,
    doc: "The larger of two values; NaN where either is NaN.",
  }),

  negative: op({
    arity: 1,
    rule: "arith",
    onBool: "error",
    method: "neg",
    operator: "-",
    cost: 1,
    doc: "Numerical negative, element-wise.",
  }),
  positive: op({
    arity: 1,
    rule: "arith",
    onBool: "error",
    method: "pos",
    operator: "+",
    cost: 1,
    doc: "A copy of the values.",
  }),
  absolute: op({
    arity: 1,
    rule: "arith",
    onBool: "same",
    method: "abs",
    cost: 1,
    doc: "The absolute value, element-wise.",
  }),
  sign: op({
    arity: 1,
    rule: "arith",
    onBool: "error",
    cost: 2,
    doc: "-1, 0 or 1 by the sign; NaN for NaN.",
  }),
  square: op({
    arity: 1,
    rule: "arith",
    onBool: "int8",
    method: "square",
    cost: 1,
    doc: "The element-wise square.",
  }),

  sqrt: op({
    arity: 1,
    rule: "float",
    method: "sqrt",
    cost: 3,
    doc: "The non-negative square root; NaN below zero.",
  }),
  exp: op({ arity: 1, rule: "float", method: "exp", cost: 6, doc: "e to the power of each element." }),
  log: op({
    arity: 1,
    rule: "float",
    method: "log",
    cost: 8,
    doc: "Natural logarithm; NaN below zero, -inf at zero.",
  }),
  sin: op({ arity: 1, rule: "float", method: "sin", cost: 14, doc: "Sine of an angle in radians." }),
  cos: op({ arity: 1, rule: "float", method: "cos", cost: 14, doc: "Cosine of an angle in radians." }),
  tan: op({ arity: 1, rule: "float", method: "tan", cost: 16, doc: "Tangent of an angle in radians." }),
  tanh: op({ arity: 1, rule: "float", method: "tanh", cost: 10, doc: "Hyperbolic tangent." }),

  floor: op({
    arity: 1,
    rule: "round",
    method: "floor",
    cost: 1,
    doc: "The largest integer at or below each element.",
  }),
  ceil: op({
    arity: 1,
    rule: "round",
    method: "ceil",
    cost: 1,
    doc: "The smallest integer at or above each element.",
  }),
  trunc: op({ arity: 1, rule: "round", cost: 1, doc: "Each element without its fraction." }),
  rint: op({ arity: 1, rule: "float", cost: 1, doc: "The nearest integer; halves go to the even one." }),

  equal: op({
    arity: 2,
    rule: "compare",
    method: "eq",
    operator: "==",
    cost: 1,
    doc: "x1 == x2 element-wise.",
  }),
  not_equal: op({
    arity: 2,
    rule: "compare",
    method: "ne",
    operator: "!=",
    cost: 1,
    doc: "x1 != x2 element-wise.",
  }),
  less: op({ arity: 2, rule: "compare", method: "lt", operator: "<", cost: 1, doc: "x1 < x2 element-wise." }),
  less_equal: op({
    arity: 2,
    rule: "compare",
    method: "le",
    operator: "<=",
    cost: 1,
    doc: "x1 <= x2 element-wise.",
  }),
  greater: op({
    arity: 2,
    rule: "compare",
    method: "gt",
    operator: ">",
    cost: 1,
    doc: "x1 > x2 element-wise.",
  }),
  greater_equal: op({
    arity: 2,
    rule: "compare",
    method: "ge",
    operator: ">=",
    cost: 1,
    doc: "x1 >= x2 element-wise.",
  }),

  logical_and: op({ arity: 2, rule: "logic", cost: 1, doc: "Truth of x1 and x2; NaN counts as true." }),
  logical_or: op({ arity: 2, rule: "logic", cost: 1, doc: "Truth of x1 or x2; NaN counts as true." }),
  logical_xor: op({ arity: 2, rule: "logic", cost: 1, doc: "Truth of exactly one of x1 and x2." }),
  logical_not: op({ arity: 1, rule: "logic", cost: 1, doc: "Truth of not x." }),

  bitwise_and: op({
    arity: 2,
    rule: "bits",
    method: "and",
    operator: "&",
    cost: 1,
    doc: "Bit-wise and of integers or bools.",
  }),
  bitwise_or: op({
    arity: 2,
    rule: "bits",
    method: "or",
    operator: "|",
    cost: 1,
    doc: "Bit-wise or of integers or bools.",
  }),
  bitwise_xor: op({
    arity: 2,
    rule: "bits",
    method: "xor",
    operator: "^",
    cost: 1,
    doc: "Bit-wise exclusive or of integers or bools.",
  }),
  invert: op({
    arity: 1,
    rule: "bits",
    method: "invert",
    operator: "~",
    cost: 1,
    doc: "Bit-wise not of integers; logical not of bools.",
  }),

  isnan: op({ arity: 1, rule: "test", cost: 1, doc: "True where the element is NaN." }),
  isinf: op({ arity: 1, rule: "test", cost: 1, doc: "True where the element is infinite." }),
  isfinite: op({
    arity: 1,
    rule: "test",
    cost: 1,
    doc: "True where the element is neither infinite nor NaN.",
  }),

  where: op({ arity: 3, rule: "select", cost: 1, doc: "x where the condition is true, y elsewhere." }),
} as const;

/** The name of an elementwise operation. */
export type OpName = keyof typeof OPS;

/** All names, in the table's order; an operation's code is its place here. */
export const OP_NAMES = Object.keys(OPS) as readonly OpName[];

/** The code of an operation: its place in the table. */
export const OP_CODE = Object.freeze(
  Object.fromEntries(OP_NAMES.map((name, code) => [name, code])),
) as Readonly<Record<OpName, number>>;

/**
 * What accumulates over an axis.
 * `dtype`: `sum` widens integers to 64 bits (NumPy), `same` keeps the dtype, `bool` reads truth.
 */
export interface ReductionSpec {
  readonly dtype: "sum" | "same" | "bool";
  /** The elementwise operation that joins two partial results. */
  readonly combine: OpName;
  /** What NumPy says of an empty array: the identity, or an error. */
  readonly identity: 0 | 1 | null;
  readonly doc: string;
}

/** Reductions that a back end runs; mean, var, std, argmin and argmax are made of these and of elementwise operations. */
export const REDUCTIONS = {
  sum: { dtype: "sum", combine: "add", identity: 0, doc: "Sum of array elements over a given axis." },
  prod: {
    dtype: "sum",
    combine: "multiply",
    identity: 1,
    doc: "Product of array elements over a given axis.",
  },
  min: {
    dtype: "same",
    combine: "minimum",
    identity: null,
    doc: "Minimum along an axis; NaN if any element is NaN.",
  },
  max: {
    dtype: "same",
    combine: "maximum",
    identity: null,
    doc: "Maximum along an axis; NaN if any element is NaN.",
  },
  any: {
    dtype: "bool",
    combine: "logical_or",
    identity: 0,
    doc: "True where any element along an axis is true.",
  },
  all: {
    dtype: "bool",
    combine: "logical_and",
    identity: 1,
    doc: "True where all elements along an axis are true.",
  },
} as const satisfies Record<string, ReductionSpec>;

export type ReductionName = keyof typeof REDUCTIONS;
export const REDUCTION_NAMES = Object.keys(REDUCTIONS) as readonly ReductionName[];

/** A back end's answer where it has no form for an operation: why, and what to do instead. */
export interface NotOffered {
  readonly notOffered: string;
}

/** True for a column's entry that says no. */
export function isNotOffered(entry: unknown): entry is NotOffered {
  return typeof entry === "object" && entry !== null && "notOffered" in entry;
}
