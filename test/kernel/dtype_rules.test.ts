/** The dtype rules of the op table give NumPy's dtypes, and refuse where NumPy has no loop. */
import { describe, expect, test } from "vitest";
import { DTYPES, type DTypeName } from "../../dist/array/index.js";
import { reductionDType, resolve } from "../../dist/kernel/ops/rules.js";
import { OP_CODE, OP_NAMES, OPS, type OpName, REDUCTION_NAMES } from "../../dist/kernel/ops/table.js";
import { liveNumpy } from "../support/numpy_oracle.js";

const NAMES = Object.keys(DTYPES) as DTypeName[];
const REFUSED = "refused";

function ours(op: OpName, types: readonly DTypeName[]): string {
  const [a, b = null, c = null] = types.map((name) => DTYPES[name]);
  try {
    return resolve(op, OP_CODE[op], a, b, c).result.name;
  } catch (error) {
    if ((error as Error).name === "DTypeError") return REFUSED;
    throw error;
  }
}

/** Where the design says otherwise than NumPy: docs/numpy_deviations.md. */
function deviation(op: OpName, theirs: string): string {
  // There is no float16: its place is taken by float32.
  if (OPS[op].rule === "float" && theirs === "float16") return "float32";
  return theirs;
}

describe("dtype rules beside NumPy", () => {
  const numpy = liveNumpy();

  test.each(OP_NAMES)("%s", async (op) => {
    const { arity } = OPS[op];
    const types: readonly (readonly DTypeName[])[] =
      arity === 1
        ? NAMES.map((a) => [a])
        : NAMES.flatMap((a) => NAMES.map((b): DTypeName[] => (arity === 2 ? [a, b] : ["bool", a, b])));
    const wanted = await numpy.evaluate(
      `{",".join(t): (lambda r: "${REFUSED}" if isinstance(r, Exception) else r.dtype.name)` +
        `(attempt(np.${op}, *[np.ones(1, x) for x in t])) for t in ${JSON.stringify(types)}}`,
    );
    const expected = Object.entries((wanted as { value: Record<string, string> }).value);
    expect(expected).toHaveLength(types.length);
    expect(Object.fromEntries(types.map((list) => [list.join(), ours(op, list)]))).toEqual(
      Object.fromEntries(expected.map(([list, theirs]) => [list, deviation(op, theirs)])),
    );
  });

  test.each(REDUCTION_NAMES)("%s", async (name) => {
    const wanted = await numpy.evaluate(
      `{t: np.${name}(np.ones(1, t)).dtype.name for t in ${JSON.stringify(NAMES)}}`,
    );
    const mine = Object.fromEntries(NAMES.map((t) => [t, reductionDType(name, DTYPES[t]).name]));
    expect({ kind: "json", value: mine }).toEqual(wanted);
  });
});
