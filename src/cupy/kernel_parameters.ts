/** The parameters of a user's kernel: "T x, raw float32 y", parsed, given dtypes by the arguments, and laid out for the shader. */
import { broadcastStrides, contiguousStrides, DTYPES, type DType, type Shape } from "../array/index.js";
import { DTypeError, ValueError } from "../errors.js";
import { type Node, SCALAR, type ScalarValue } from "../kernel/index.js";
import { asDeviceDType, dtypeOfScalar } from "./dtypes.js";
import type { NDArray } from "./ndarray.js";
import { isScalar, scalarInto, toArray } from "./operands.js";
import type { ArrayLike } from "./types.js";

/** A parameter as declared. */
export interface Parameter {
  readonly name: string;
  /** A dtype's name, or one letter that stands for a dtype. */
  readonly type: string;
  /** Indexed by the kernel itself. */
  readonly raw: boolean;
}

/** Names that the generated shader has for itself: they begin with an underscore, but for the position. */
const TAKEN = new Set(["i", "main"]);

/**
 * @param text "float32 x, raw T y"
 * @throws ValueError for what is no declaration, a name used twice or taken; NotSupportedError for a dtype that the device hasn't
 */
export function parseParameters(text: string, taken: ReadonlySet<string> = TAKEN): Parameter[] {
  if (text.trim() === "") return [];
  const seen = new Set<string>();
  return text.split(",").map((part) => {
    const match = /^(raw\s+)?([A-Za-z]\w*)\s+([A-Za-z]\w*)$/.exec(part.trim());
    if (match === null)
      throw new ValueError(
        `"${part.trim()}" declares no parameter: write a dtype or a letter, then a name, as in "float32 x, raw T y"`,
      );
    const [, raw, type, name] = match as unknown as [string, string | undefined, string, string];
    if (seen.has(name) || taken.has(name))
      throw new ValueError(`the parameter's name ${name} is taken: choose another one`);
    seen.add(name);
    if (type.length > 1) asDeviceDType(type as "float32");
    return { name, type, raw: raw !== undefined };
  });
}

/** Arguments for parameters: nodes of the parameters' dtypes. */
export interface Bound {
  readonly types: ReadonlyMap<string, DType>;
  readonly inputs: readonly Node[];
}

/** The dtype of a parameter. @throws DTypeError for a letter that no argument explains */
export function dtypeOf(kernel: string, parameter: Parameter, types: ReadonlyMap<string, DType>): DType {
  if (parameter.type.length > 1) return asDeviceDType(parameter.type as "float32") as DType;
  const found = types.get(parameter.type);
  if (found === undefined)
    throw new DTypeError(
      `${kernel}: nothing says which dtype ${parameter.type} of parameter ${parameter.name} is: give an array for a parameter of type ${parameter.type}`,
    );
  return found;
}

/**
 * Gives the letters their dtypes and the scalars theirs. Arrays count first; a letter that only scalars have takes their
 * own dtype.
 * @throws DTypeError when an argument's dtype isn't the parameter's: nothing is cast
 */
export function bindInputs(
  kernel: string,
  parameters: readonly Parameter[],
  args: readonly ArrayLike[],
  outputs: readonly { readonly parameter: Parameter; readonly given: NDArray }[],
): Bound {
  const types = new Map<string, DType>();
  const meet = ({ type, name }: Parameter, dtype: DType): void => {
    const expected =
      type.length > 1 ? (asDeviceDType(type as "float32") as DType) : (types.get(type) ?? dtype);
    if (expected !== dtype)
      throw new DTypeError(
        `${kernel}: type is mismatched: ${name} is ${expected.name}${type.length > 1 ? "" : ` (${type})`}, got ${dtype.name}: cast it with astype("${expected.name}")`,
      );
    asDeviceDType(dtype.name);
    if (type.length === 1) types.set(type, dtype);
  };
  parameters.forEach((parameter, k) => {
    const given = args[k] as ArrayLike;
    if (!isScalar(given)) meet(parameter, toArray(given).dtype as DType);
    else if (parameter.raw) throw new DTypeError(`${kernel}: raw parameter ${parameter.name} takes an array`);
  });
  for (const { parameter, given } of outputs) meet(parameter, given.dtype as DType);
  parameters.forEach(({ type }, k) => {
    const given = args[k] as ArrayLike;
    if (isScalar(given) && type.length === 1 && !types.has(type)) types.set(type, dtypeOfScalar(given));
  });
  const inputs = parameters.map((parameter, k) => {
    const given = args[k] as ArrayLike;
    return isScalar(given) ? scalarInto(given, dtypeOf(kernel, parameter, types)) : toArray(given).node;
  });
  return { types, inputs };
}

/** True for an argument that is a number, not an array. */
export function isScalarNode(node: Node): boolean {
  return node.op === SCALAR;
}

/** Splits arguments from trailing options. */
export function splitOptions<O extends object>(args: readonly unknown[]): { args: ArrayLike[]; options: O } {
  const last = args[args.length - 1];
  const isOptions =
    typeof last === "object" && last !== null && Object.getPrototypeOf(last) === Object.prototype;
  return {
    args: (isOptions ? args.slice(0, -1) : [...args]) as ArrayLike[],
    options: (isOptions ? last : {}) as O,
  };
}

const bits = new DataView(new ArrayBuffer(4));

/** A scalar's bits in a word. */
export function wordOf(value: ScalarValue, dtype: DType): number {
  if (dtype.kind === "float") bits.setFloat32(0, Number(value));
  else bits.setUint32(0, Number(value) >>> 0);
  return bits.getUint32(0);
}

/** Where a computed array lies against `shape`: the position of its first element, and the strides, in elements. */
export function placeWords(node: Node, shape: Shape): number[] {
  const strides = node.strides ?? contiguousStrides(node.shape, 1);
  return [node.offset, ...broadcastStrides(node.shape, strides, shape)].map((n) => n >>> 0);
}

/** The text of a function that finds element `i` of an array: `_place(i, base)`, from the words at `base`. */
export function placeFunction(rank: number, shapeAt: number): string {
  return `fn _place(_i: u32, _base: u32) -> u32 {
  var _rest = _i;
  var _at = bitcast<i32>(_p[_base]);
  for (var _axis = ${rank}u; _axis > 0u; _axis--) {
    let _length = _p[${shapeAt - 1}u + _axis];
    _at += i32(_rest % _length) * bitcast<i32>(_p[_base + _axis]);
    _rest /= _length;
  }
  return u32(_at);
}`;
}

/** Aliases for the letters. */
export function aliases(types: ReadonlyMap<string, DType>): string {
  return [...types].map(([letter, dtype]) => `alias ${letter} = ${VALUE_TYPES[dtype.name]};`).join("\n");
}

/** The shader's types of values. */
export const VALUE_TYPES: Readonly<Record<string, string>> = {
  [DTYPES.float32.name]: "f32",
  [DTYPES.int32.name]: "i32",
  [DTYPES.uint32.name]: "u32",
  [DTYPES.bool.name]: "bool",
};

/** A scalar argument from the words. */
export function scalarText(dtype: DType, at: number): string {
  return dtype.kind === "bool" ? `(_p[${at}u] != 0u)` : `bitcast<${VALUE_TYPES[dtype.name]}>(_p[${at}u])`;
}
