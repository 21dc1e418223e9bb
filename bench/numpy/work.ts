/** One row of the table: an operation on arrays of one dtype and size. */
export interface Work {
  readonly id: string;
  readonly operation: Operation;
  readonly dtype: "float64" | "float32";
  /** Elements of an array, or rows and columns of a matrix. */
  readonly n: number;
  /** How many times NumPy's speed is asked for; a row without is for information. */
  readonly least?: number;
}

export type Operation = "chain" | "norm" | "add" | "matmul" | "exp" | "log" | "sin";

/** How the operations are written in NumPy, for the table. */
export const FORMULAS: Readonly<Record<Operation, string>> = {
  chain: "(a*b+a)*b-a",
  norm: "sqrt(a*a+b*b).sum()",
  add: "a+b",
  matmul: "a@b",
  exp: "exp(a)",
  log: "log(a)",
  sin: "sin(a)",
};

const DTYPES = ["float64", "float32"] as const;

/** The thresholds are those that the project has set itself; why they are so is in bench/README.md. */
export const WORKS: readonly Work[] = [
  ...rows("chain", [1e6, 1e7], (dtype) => (dtype === "float64" ? 2.5 : 2.2)),
  ...rows("norm", [1e6, 1e7], () => 4),
  ...rows("add", [1e7], () => 1.2),
  // An operation on few elements may take 1.2 times as long as NumPy's.
  ...rows("add", [10, 100, 1000], () => 1 / 1.2),
  ...rows("matmul", [256, 512, 1024, 2048], () => 0.95),
  ...rows("exp", [1e6]),
  ...rows("log", [1e6]),
  ...rows("sin", [1e6]),
];

function rows(
  operation: Operation,
  sizes: readonly number[],
  least?: (dtype: Work["dtype"]) => number,
): Work[] {
  return sizes.flatMap((n) =>
    DTYPES.map((dtype) => ({
      id: `${operation} ${dtype} ${n}`,
      operation,
      dtype,
      n,
      ...(least ? { least: least(dtype) } : {}),
    })),
  );
}
