/**
 * What a TypeScript function becomes once it is parsed and typed: a small structured language in which every expression
 * has a type and none has a side effect (what has one is a statement). The front end (`front/`) writes it, the back
 * ends (`js/`, `wasm/`, `wgsl/`) read it. What each operation means is said once, in semantics.ts.
 */

/** Types of values. `bool` isn't a number; `i64` and `u64` are bigints in JavaScript and have no GPU form, nor has `f64`. */
export type ScalarType = "bool" | "i32" | "u32" | "i64" | "u64" | "f32" | "f64";

/** Types of array elements. Narrow integers are read as i32; a store keeps the low bits, as typed arrays do. */
export type ElementType = ScalarType | "i8" | "u8" | "i16" | "u16";

/** 128-bit vectors of explicit lanes. */
export type LanesType =
  | "i8x16"
  | "u8x16"
  | "i16x8"
  | "u16x8"
  | "i32x4"
  | "u32x4"
  | "i64x2"
  | "f32x4"
  | "f64x2";

export type ValueType = ScalarType | LanesType;

/** Where in the source something stands: 1-based line and column of the file or of the function's text. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A local variable or a scalar parameter. Compared by identity. */
export interface Variable {
  readonly kind: "variable";
  /** The name in the source, made unique within its function. */
  readonly name: string;
  readonly type: ValueType;
}

/**
 * An array: a parameter, or one that the function makes. `shared` arrays belong to a block of threads, `local` ones to one
 * thread, `constant` ones are captured values. Elements of shared and local arrays are zero at first.
 */
export interface ArrayVariable {
  readonly kind: "array";
  readonly name: string;
  readonly element: ElementType;
  readonly space: "global" | "shared" | "local" | "constant";
  /** Dimensions: indices of a load or store. Row-major and dense: the caller copies a strided view, and back if it was written. */
  readonly ndim: number;
  /** The lengths, where the function's text says them (local, shared and constant arrays); null for parameters and dynamic shared memory. */
  readonly shape: readonly number[] | null;
  /** Of a constant array, in row-major order. */
  readonly values: readonly (number | bigint)[] | null;
}

/** The numbers by which a CUDA thread knows itself; all i32. `laneId` and `warpSize` are those of the subgroup. */
export type Builtin =
  | `${"threadIdx" | "blockIdx" | "blockDim" | "gridDim"}.${"x" | "y" | "z"}`
  | "laneId"
  | "warpSize";

export type ArithmeticOp =
  /** Both operands and the result of one number type; integers wrap. */
  | "add"
  | "sub"
  | "mul"
  /** Floats only. */
  | "div"
  /** Integers only: the quotient cut towards zero (`(a / b) | 0`, `Math.trunc(a / b)`), and rounded down (`Math.floor(a / b)`). By zero 0. */
  | "quotient"
  | "floorQuotient"
  /** JavaScript's %: the sign of the dividend. Integers by zero give 0, floats NaN. */
  | "rem"
  /** Floats only: JavaScript's **. */
  | "pow"
  | "min"
  | "max";

/** Integers of one type (i32, u32, i64, u64). The right operand of a shift has the left one's type and counts modulo the width. */
export type BitOp = "and" | "or" | "xor" | "shl" | "shr" | "ushr";

export type Comparison = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

/** Functions of one number; all but `abs`, `sign`, `clz32` and `popcount` take and give a float type. */
export type UnaryMath =
  | "abs"
  | "sign"
  | "clz32"
  | "popcount"
  | "ceil"
  | "floor"
  | "trunc"
  | "round"
  | "fround"
  | "sqrt"
  | "cbrt"
  | "exp"
  | "expm1"
  | "log"
  | "log1p"
  | "log2"
  | "log10"
  | "sin"
  | "cos"
  | "tan"
  | "asin"
  | "acos"
  | "atan"
  | "sinh"
  | "cosh"
  | "tanh"
  | "asinh"
  | "acosh"
  | "atanh";

/** Functions of two floats. */
export type BinaryMath = "atan2" | "hypot";

export type AtomicOp = "add" | "sub" | "min" | "max" | "and" | "or" | "xor" | "exchange" | "compareExchange";

/** Moves of values between the threads of a subgroup. */
export type SubgroupOp =
  | "shuffle"
  | "shuffleUp"
  | "shuffleDown"
  | "shuffleXor"
  | "reduceAdd"
  | "reduceMin"
  | "reduceMax"
  | "any"
  | "all"
  | "ballot";

/** Operations on explicit lanes that take vectors of one type (and give one, or for comparisons a mask of all-ones lanes of that type). */
export type LanesOp =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "min"
  | "max"
  | "neg"
  | "abs"
  | "sqrt"
  | "ceil"
  | "floor"
  | "trunc"
  | "nearest"
  /** Saturating: i8x16, u8x16, i16x8, u16x8. */
  | "addSat"
  | "subSat"
  /** Rounding average: u8x16, u16x8. */
  | "avgr"
  | "and"
  | "or"
  | "xor"
  | "not"
  | "andnot"
  | "eq"
  | "ne"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  /** select(mask, a, b): bits of a where the mask's are set. */
  | "select"
  | "swizzle";

/** Reductions of explicit lanes to one scalar: `any` and `all` give bool, the others the lanes' scalar type. */
export type LanesReduction = "sum" | "min" | "max" | "any" | "all";

interface Typed {
  readonly type: ValueType;
  readonly place: Place;
}

export type Expression = Typed &
  (
    | { readonly kind: "constant"; readonly value: number | bigint | boolean }
    | { readonly kind: "get"; readonly variable: Variable }
    | { readonly kind: "builtin"; readonly name: Builtin }
    | { readonly kind: "negate"; readonly operand: Expression }
    /** of bool */
    | { readonly kind: "not"; readonly operand: Expression }
    /** ~ of an integer */
    | { readonly kind: "invert"; readonly operand: Expression }
    | {
        readonly kind: "arithmetic";
        readonly op: ArithmeticOp;
        readonly left: Expression;
        readonly right: Expression;
      }
    | { readonly kind: "bits"; readonly op: BitOp; readonly left: Expression; readonly right: Expression }
    /** Operands of one type; bool for eq and ne only. */
    | {
        readonly kind: "compare";
        readonly op: Comparison;
        readonly left: Expression;
        readonly right: Expression;
      }
    /** The right operand is evaluated only where the left one leaves it open (a load in it may be out of bounds elsewhere). */
    | {
        readonly kind: "logical";
        readonly op: "and" | "or";
        readonly left: Expression;
        readonly right: Expression;
      }
    /** Only the chosen branch is evaluated. */
    | {
        readonly kind: "choose";
        readonly condition: Expression;
        readonly then: Expression;
        readonly otherwise: Expression;
      }
    /** Between scalar types. Number to bool is truthiness (not zero, not NaN). */
    | { readonly kind: "convert"; readonly operand: Expression }
    | { readonly kind: "math1"; readonly name: UnaryMath; readonly operand: Expression }
    | {
        readonly kind: "math2";
        readonly name: BinaryMath;
        readonly left: Expression;
        readonly right: Expression;
      }
    /** Math.imul is `arithmetic mul` of i32. */
    | { readonly kind: "load"; readonly array: ArrayVariable; readonly indices: readonly Expression[] }
    /** The length of an axis, i32. */
    | { readonly kind: "length"; readonly array: ArrayVariable; readonly axis: number }
    /** Subgroup operations; see SubgroupOp. `value` and the result have one type (any, all: bool; ballot: bool to u32). */
    | {
        readonly kind: "subgroup";
        readonly op: SubgroupOp;
        readonly value: Expression;
        readonly lane: Expression | null;
      }
    | { readonly kind: "lanes"; readonly op: LanesOp; readonly operands: readonly Expression[] }
    /** Shifts of all lanes by one scalar i32. */
    | {
        readonly kind: "lanesShift";
        readonly op: "shl" | "shr";
        readonly operand: Expression;
        readonly by: Expression;
      }
    /** `type` is the lanes' type, 16 bytes from element `index` on. Out of bounds in any lane: all lanes zero. */
    | { readonly kind: "lanesLoad"; readonly array: ArrayVariable; readonly index: Expression }
    | { readonly kind: "lanesSplat"; readonly operand: Expression }
    | { readonly kind: "lanesOf"; readonly elements: readonly Expression[] }
    | { readonly kind: "lanesExtract"; readonly operand: Expression; readonly lane: number }
    | {
        readonly kind: "lanesReplace";
        readonly operand: Expression;
        readonly lane: number;
        readonly element: Expression;
      }
    /** Lanes by number out of both operands, as i8x16.shuffle but in lanes of the type. */
    | {
        readonly kind: "lanesShuffle";
        readonly left: Expression;
        readonly right: Expression;
        readonly lanes: readonly number[];
      }
    | { readonly kind: "lanesReduce"; readonly op: LanesReduction; readonly operand: Expression }
    /** Between lane types of one lane count, or the bits as they are (`reinterpret`). */
    | { readonly kind: "lanesConvert"; readonly operand: Expression; readonly reinterpret: boolean }
  );

export type Statement = {
  readonly place: Place;
} /** Also the first value of a variable; each has one before it is read (the front end writes zeros where the source has none). */ & (
  | { readonly kind: "set"; readonly variable: Variable; readonly value: Expression }
  /** Out of bounds nothing is written. */
  | {
      readonly kind: "store";
      readonly array: ArrayVariable;
      readonly indices: readonly Expression[];
      readonly value: Expression;
    }
  | {
      readonly kind: "lanesStore";
      readonly array: ArrayVariable;
      readonly index: Expression;
      readonly value: Expression;
    }
  /** `result`, if given, gets the value before. `expected` is for compareExchange. i32, u32 elements; add also f32. */
  | {
      readonly kind: "atomic";
      readonly op: AtomicOp;
      readonly array: ArrayVariable;
      readonly indices: readonly Expression[];
      readonly value: Expression;
      readonly expected: Expression | null;
      readonly result: Variable | null;
    }
  /** A call of another function of the program, for its result (a pure call is one too). */
  | {
      readonly kind: "call";
      readonly callee: FunctionIR;
      readonly args: readonly (Expression | ArrayVariable)[];
      readonly result: Variable | null;
    }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  /**
   * while (condition) { body; update }. `continue` goes to the update. With `testLast` (do … while) the condition is
   * asked after body and update. `prelude` runs before each test of the condition (statements that the condition's own side effects became).
   */
  | {
      readonly kind: "loop";
      readonly prelude: readonly Statement[];
      readonly condition: Expression;
      readonly body: readonly Statement[];
      readonly update: readonly Statement[];
      readonly testLast: boolean;
      readonly label: Label;
    }
  /** for (const variable of prange(start, stop, step)): rounds in any order, on lanes and cores; i32. */
  | {
      readonly kind: "parallel";
      readonly variable: Variable;
      readonly start: Expression;
      readonly stop: Expression;
      readonly step: Expression;
      readonly body: readonly Statement[];
      /** Variables of around that rounds only accumulate into (`s += …`): each has its operation. */
      readonly reductions: readonly {
        readonly variable: Variable;
        readonly op: "add" | "mul" | "min" | "max" | "and" | "or" | "xor";
      }[];
    }
  | { readonly kind: "break"; readonly label: Label }
  | { readonly kind: "continue"; readonly label: Label }
  | { readonly kind: "return"; readonly value: Expression | null }
  /** syncthreads() */
  | { readonly kind: "barrier" }
  /** syncwarp() and memory fences */
  | { readonly kind: "fence" }
  /** A local or shared array comes into being, zeroed (once a block for shared). */
  | { readonly kind: "array"; readonly array: ArrayVariable }
  /** `debugger` in the source: the simulator stops there, the others do nothing. */
  | { readonly kind: "debugger" }
);

/** Which loop a `break` or `continue` means. Compared by identity. */
export interface Label {
  readonly name: string;
}

/** One function with concrete types. A function that is called with other types is another one. */
export interface FunctionIR {
  readonly name: string;
  readonly parameters: readonly (Variable | ArrayVariable)[];
  /** null: returns nothing. */
  readonly result: ValueType | null;
  readonly body: readonly Statement[];
  readonly place: Place;
}

/** A compiled function with what stands around it: the input of a back end. */
export interface ProgramIR {
  readonly entry: FunctionIR;
  /** All functions that are called, callees before callers (there is no recursion); the entry is last. */
  readonly functions: readonly FunctionIR[];
  /** What the function is: results one a call (vectorize), loops over arrays (jit), or a thread of a grid (cuda). */
  readonly form: "scalar" | "loop" | "kernel";
  /** The float type of `/`, of `Math` on integers and of fractional literals among integers. */
  readonly float: "f32" | "f64";
  /** All that the program uses: dynamic shared arrays are in it too. */
  readonly shared: readonly ArrayVariable[];
  readonly constants: readonly ArrayVariable[];
  /** The text that was compiled, with where its first line stands, for errors and source maps. */
  readonly source: SourceText;
}

export interface SourceText {
  readonly text: string;
  /** The file or URL if known (Node), else null. */
  readonly url: string | null;
  /** What must be added to a Place's line to get the line of what the engine runs (Places count in `text`, from 1). */
  readonly lineOffset: number;
  /** The line of the file that its author wrote for a line (from 1) and column (from 0) of `text`, where a loader changed the file; else null. Ask source-line.ts. */
  readonly sourceLine: ((line: number, column: number) => number) | null;
  readonly name: string;
}
