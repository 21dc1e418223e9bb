/** Each cell of the table of compiled functions, on each target. */
import * as cuda from "manycore/cuda";
import * as np from "manycore/numpy";
import * as simd from "manycore/simd";
import { describe, expect, test } from "vitest";
import { OUT_OF_BOUNDS, SEMANTICS } from "../../src/kernel/compile/semantics.js";

type Value = number | bigint | boolean;
type Row = (typeof SEMANTICS)[number]["rows"][number];

const ARRAYS = {
  bool: Uint8Array,
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;
type Element = keyof typeof ARRAYS;

const TOKENS = { ...simd } as unknown as Record<Element, simd.ScalarToken>;
const CONVERSIONS = "{ f32, f64, i32, u32, i8, u8, i16, u16, i64, u64, bool }";

/** The row's code as a function: of text, since the table is data. */
function functionOf(row: Row): (...args: never[]) => Value {
  const names = ["a", "b"].slice(0, row.types.length).join(", ");
  const make = new Function("tokens", `const ${CONVERSIONS} = tokens; return (${names}) => ${row.code};`);
  return make(simd);
}

const constants = Object.fromEntries(Object.keys(ARRAYS).map((name) => [name, TOKENS[name as Element]]));

function columns(row: Row): InstanceType<(typeof ARRAYS)[Element]>[] {
  return row.types.map((type, k) => {
    const values = row.cells.map((cell) => cell[k] as Value);
    const out = new ARRAYS[type as Element](values.length);
    values.forEach((value, i) => {
      out[i] = (typeof value === "boolean" ? Number(value) : value) as never;
    });
    return out;
  });
}

function expected(row: Row): Value[] {
  return row.cells.map((cell) => cell.at(-1) as Value);
}

const resultType = (row: Row, float: "f32" | "f64"): Element =>
  (row.result === "float" ? float : row.result) as Element;

const rows = SEMANTICS.flatMap(({ title, rows: of }) =>
  of.map((row) => [`${title}: ${row.code} of ${row.types.join(", ")}`, row] as const),
);

/** A kernel that applies the function to each place of the columns. */
function kernelOf(row: Row, float: "f32" | "f64") {
  const result = resultType(row, float);
  const names = row.types.map((_, k) => `x${k}`);
  const call = `f(${names.map((name) => `${name}[i]`).join(", ")})`;
  const text = `return (ctx, ${names.join(", ")}, out) => { const i = ctx.grid(1); if (i < out.length) out[i] = ${result === "bool" ? `${call} ? 1 : 0` : call}; };`;
  const fn = new Function(text)();
  const out = result === "bool" ? "i32" : result;
  return cuda.kernel([...row.types.map((type) => TOKENS[type as Element].array), TOKENS[out].array], fn, {
    constants: { f: functionOf(row), ...constants },
    float,
    name: "row",
  });
}

async function launched(row: Row, float: "f32" | "f64", target: cuda.TargetName): Promise<Value[]> {
  const result = resultType(row, float);
  const out = new ARRAYS[result === "bool" ? "i32" : result](row.cells.length);
  await kernelOf(row, float)(1, 32, { target })(...([...columns(row), out] as never));
  return [...out].map((value) => (result === "bool" ? value === 1 : value));
}

describe.each(rows)("%s", (_name, row) => {
  const types = row.types as Element[];

  test("as vectors", () => {
    const result = resultType(row, "f64");
    const f = simd.vectorize(functionOf(row), {
      signature: TOKENS[result](...types.map((type) => TOKENS[type])) as never,
      constants,
      float: "f64",
    });
    // Enough of them for full vectors and a rest.
    const times = 9;
    const inputs = columns(row).map((column, k) => {
      const long = new ARRAYS[types[k] as Element](column.length * times + 1);
      for (let i = 0; i < long.length; i++) long[i] = column[i % column.length] as never;
      return types[k] === "bool" ? np.asarray(long).astype("bool") : np.asarray(long);
    });
    const found = [...f(...(inputs as np.NDArray[])).toTypedArray()].map((value) =>
      result === "bool" ? Boolean(value) : value,
    );
    expect(found.slice(0, row.cells.length)).toEqual(expected(row));
    expect(found).toEqual(found.map((_, i) => expected(row)[i % row.cells.length]));
  });

  test("one at a time", () => {
    const f = functionOf(row);
    const scalars = types.map((type) => TOKENS[type]);
    const names = ["a", "b"].slice(0, types.length).join(", ");
    const one = simd.jit(new Function(`return (${names}) => f(${names});`)(), {
      signature: TOKENS[resultType(row, "f64")](...scalars) as never,
      constants: { f, ...constants },
      float: "f64",
    });
    for (const cell of row.cells)
      expect((one as (...args: readonly Value[]) => Value)(...cell.slice(0, -1))).toEqual(cell.at(-1));
  });

  test.each(["cpu", "simulator"] as const)("in a kernel on the %s", async (target) => {
    expect(await launched(row, "f64", target)).toEqual(expected(row));
  });
});

describe("out of bounds", () => {
  const make = (code: string) => new Function(`return (ctx, x, out) => { ${code}; };`)();
  test.each(OUT_OF_BOUNDS)("$code", async ({ code, result }) => {
    const [x, out] = [Float32Array.of(10, 11, 12, 13), new Float32Array(1)];
    await cuda.kernel([cuda.f32.array, cuda.f32.array], make(code))(1, 1, { target: "cpu" })(x, out);
    expect(out[0]).toBe(result);
    const loop = simd.jit(new Function(`return (x, out) => { ${code}; };`)());
    const again = new Float32Array(1);
    (loop as (...args: Float32Array[]) => void)(Float32Array.of(10, 11, 12, 13), again);
    expect(again[0]).toBe(result);
  });
});
