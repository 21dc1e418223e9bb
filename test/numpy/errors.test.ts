/** Bad input: our error class and words beside NumPy's, and the arrays as they were. */
import * as np from "manycore/numpy";
import { describe, expect, test } from "vitest";
import { liveNumpy } from "../support/numpy_oracle.js";

/** Which of our classes stands for which of Python's. */
const CLASSES: Readonly<Record<string, string>> = {
  ValueError: "ValueError",
  TypeError: "DTypeError",
  UFuncTypeError: "DTypeError",
  _UFuncNoLoopError: "DTypeError",
  _UFuncOutputCastingError: "DTypeError",
  IndexError: "IndexError",
  AxisError: "AxisError",
  OverflowError: "OverflowError",
};

interface Bad {
  /** What raises in Python. */
  readonly python: string;
  readonly run: () => unknown;
  /** The words of NumPy's message that ours repeats. */
  readonly words: string;
}

const zeros = (...shape: number[]): np.NDArray => np.zeros(shape) as unknown as np.NDArray;
const ints = (...shape: number[]): np.NDArray => np.zeros(shape, { dtype: "int32" }) as unknown as np.NDArray;
const bools = (n: number): np.NDArray => np.zeros([n], { dtype: "bool" }) as unknown as np.NDArray;

const BAD: Readonly<Record<string, Bad>> = {
  "shapes that don't broadcast": {
    python: "np.zeros(2) + np.zeros(3)",
    run: () => np.add(zeros(2), zeros(3)),
    words: "operands could not be broadcast together with shapes (2,) (3,)",
  },
  "shapes of two dimensions that don't broadcast": {
    python: "np.zeros((2, 3)) * np.zeros((3, 2))",
    run: () => zeros(2, 3).mul(zeros(3, 2)),
    words: "operands could not be broadcast together with shapes (2,3) (3,2)",
  },
  "in place into a shape that is too small": {
    python: "np.zeros(3).__iadd__(np.zeros((2, 3)))",
    run: () => zeros(3).iadd(zeros(2, 3)),
    words: "non-broadcastable output operand with shape (3,) doesn't match the broadcast shape (2,3)",
  },
  "in place into a dtype that can't hold it": {
    python: "np.zeros(3, 'int32').__iadd__(np.ones(3))",
    run: () => ints(3).iadd(np.ones([3])),
    words:
      "Cannot cast ufunc 'add' output from dtype('float64') to dtype('int32') with casting rule 'same_kind'",
  },
  "an axis out of range": {
    python: "np.sum(np.zeros((2, 3)), axis=2)",
    run: () => np.sum(zeros(2, 3), { axis: 2 }),
    words: "axis 2 is out of bounds for array of dimension 2",
  },
  "a negative axis out of range": {
    python: "np.argmin(np.zeros((2, 3)), axis=-3)",
    run: () => np.argmin(zeros(2, 3), { axis: -3 }),
    words: "axis -3 is out of bounds for array of dimension 2",
  },
  "an axis given twice": {
    python: "np.sum(np.zeros((2, 3)), axis=(0, -2))",
    run: () => np.sum(zeros(2, 3), { axis: [0, -2] }),
    words: "duplicate value in 'axis'",
  },
  "the smallest of nothing": {
    python: "np.min(np.zeros(0))",
    run: () => np.min(zeros(0)),
    words: "zero-size array to reduction operation minimum which has no identity",
  },
  "the largest along an empty axis": {
    python: "np.max(np.zeros((0, 3)), axis=0)",
    run: () => np.max(zeros(0, 3), { axis: 0 }),
    words: "zero-size array to reduction operation maximum which has no identity",
  },
  "the place of the smallest of nothing": {
    python: "np.argmin(np.zeros(0))",
    run: () => np.argmin(zeros(0)),
    words: "attempt to get argmin of an empty sequence",
  },
  "bits of floats": {
    python: "np.bitwise_and(np.zeros(2), np.zeros(2))",
    run: () => np.bitwise_and(zeros(2), zeros(2)),
    words: "ufunc 'bitwise_and' not supported for the input types",
  },
  "minus of bools": {
    python: "np.zeros(2, bool) - np.zeros(2, bool)",
    run: () => np.subtract(bools(2), bools(2)),
    words: "numpy boolean subtract",
  },
  "the negative of bools": {
    python: "-np.zeros(2, bool)",
    run: () => np.negative(bools(2)),
    words: "numpy boolean negative",
  },
  "a negative integer power": {
    python: "np.arange(3) ** np.array([1, -1, 2])",
    run: () => np.power(ints(3), np.asarray([1, -1, 2], { dtype: "int32" })),
    words: "Integers to negative integer powers are not allowed.",
  },
  "a negative integer power by a number": {
    python: "np.arange(3) ** -1",
    run: () => ints(3).pow(-1),
    words: "Integers to negative integer powers are not allowed.",
  },
  "a number beyond the dtype": {
    python: "np.zeros(2, 'uint8') + 300",
    run: () => np.zeros([2], { dtype: "uint8" }).add(300),
    words: "Python integer 300 out of bounds for uint8",
  },
  "a negative size": {
    python: "np.zeros((2, -1))",
    run: () => np.zeros([2, -1]),
    words: "negative dimensions are not allowed",
  },
  "a reshape to another size": {
    python: "np.zeros(6).reshape(4)",
    run: () => zeros(6).reshape([4]),
    words: "cannot reshape array of size 6 into shape (4,)",
  },
  "a reshape with two unknowns": {
    python: "np.zeros(6).reshape(-1, -1)",
    run: () => zeros(6).reshape([-1, -1]),
    words: "can only specify one unknown dimension",
  },
  "a reshape with an unknown that doesn't divide": {
    python: "np.zeros(6).reshape(4, -1)",
    run: () => zeros(6).reshape([4, -1]),
    words: "cannot reshape array of size 6 into shape (4,",
  },
  "an index out of range": {
    python: "np.zeros((2, 3))[1, 3]",
    run: () => zeros(2, 3).at(1, 3),
    words: "index 3 is out of bounds for axis 1 with size 3",
  },
  "too many indices": {
    python: "np.zeros(2)[0, 0]",
    run: () => zeros(2).at(0, 0),
    words: "too many indices for array: array is 1-dimensional, but 2 were indexed",
  },
  "a slice of step zero": {
    python: "np.zeros(2)[::0]",
    run: () => zeros(2).slice("::0"),
    words: "slice step cannot be zero",
  },
  "ragged lists": {
    python: "np.array([[1, 2], [3]])",
    run: () => np.array([[1, 2], [3]]),
    words: "inhomogeneous shape",
  },
  "matmul of shapes that don't fit": {
    python: "np.zeros((2, 3)) @ np.zeros((2, 3))",
    run: () => np.matmul(zeros(2, 3), zeros(2, 3)),
    words: "matmul: Input operand 1 has a mismatch in its core dimension 0",
  },
  "matmul of a scalar": {
    python: "np.matmul(np.zeros((2, 3)), 2)",
    run: () => np.matmul(zeros(2, 3), 2),
    words: "matmul: Input operand 1 does not have enough dimensions",
  },
  "dot of shapes that don't fit": {
    python: "np.dot(np.zeros((2, 3)), np.zeros((2, 3)))",
    run: () => np.dot(zeros(2, 3), zeros(2, 3)),
    words: "shapes (2,3) and (2,3) not aligned: 3 (dim 1) != 2 (dim 0)",
  },
  "an item of many": {
    python: "np.zeros(3).item()",
    run: () => zeros(3).item(),
    words: "can only convert an array of size 1 to a",
  },
  "a dtype that is none": {
    python: "np.zeros(3, dtype='float33')",
    run: () => np.zeros([3], { dtype: "float33" as "float32" }),
    words: "data type 'float33' not understood",
  },
};

/** Shapes are tuples with or without blanks in NumPy's own messages. */
const plain = (text: string): string =>
  text
    .replace(/, (?=\d)/g, ",")
    .replace(/\s+/g, " ")
    .replace(/\),\(/g, ") (");

describe("errors beside NumPy", () => {
  const numpy = liveNumpy();

  test.each(Object.entries(BAD))("%s", async (_, { python, run, words }) => {
    const theirs = await numpy.evaluate(python);
    expect(theirs).toMatchObject({ kind: "error" });
    const { class: pythonClass, message } = theirs as { class: string; message: string };
    expect(plain(message)).toContain(plain(words));
    expect(CLASSES).toHaveProperty(pythonClass);
    let thrown: unknown;
    try {
      run();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Error);
    expect((thrown as Error).name).toBe(CLASSES[pythonClass]);
    expect(plain((thrown as Error).message)).toContain(plain(words));
  });
});

describe("a refused write leaves the array as it was", () => {
  test.each([
    ["in place, shape", () => [1, 2, 3], (a: np.NDArray) => a.iadd(np.ones([2, 3]))],
    ["in place, dtype", () => [1, 2, 3], (a: np.NDArray) => a.astype("int32").iadd(np.ones([3]))],
    ["out, shape", () => [1, 2, 3], (a: np.NDArray) => np.add(np.ones([4]), 1, { out: a })],
  ])("%s", (_, values, write) => {
    const a = np.array(values()) as unknown as np.NDArray;
    expect(() => write(a)).toThrow();
    expect(a.tolist()).toEqual(values());
  });
});
