/** A launch's arguments: what they may be, and how arrays come to the target and back. */
import { NDArray as CupyArray, LentArray } from "../cupy/for_cuda.js";
import { DTypeError, NotSupportedError, ValueError } from "../errors.js";
import { NDArray } from "../numpy/index.js";
import {
  type ArrayToken,
  type Dimensions,
  type ElementType,
  type ElementValue,
  isArrayToken,
  type ParameterToken,
  type ScalarToken,
} from "./compiler.js";
import { DeviceArray, toHost } from "./device-array.js";
import {
  bytesOf,
  countOf,
  type DTypeNames,
  elementOf,
  elementOfTypedArray,
  type HostArray,
  isTypedArray,
  type TypedArrays,
} from "./elements.js";
import type { Target, TargetArgument, TargetMemory } from "./target.js";

/** What may be given for an array: a typed array has one axis. */
type ArrayArgument<E extends ElementType, N extends Dimensions> =
  | (N extends 1 ? TypedArrays[E] : never)
  | NDArray<DTypeNames[E]>
  | CupyArray<DTypeNames[E]>
  | DeviceArray<E>;

/** What may be given for a parameter of a type. */
export type LaunchArgument<T extends ParameterToken> =
  T extends ArrayToken<infer E, infer N>
    ? ArrayArgument<E, N>
    : T extends ScalarToken<infer E>
      ? ElementValue<E>
      : never;

export type LaunchArguments<P extends readonly ParameterToken[]> = {
  -readonly [K in keyof P]: LaunchArgument<P[K]>;
};

const RANGES: Partial<Record<ElementType, readonly [number | bigint, number | bigint]>> = {
  i8: [-128, 127],
  u8: [0, 255],
  i16: [-32768, 32767],
  u16: [0, 65535],
  i32: [-(2 ** 31), 2 ** 31 - 1],
  u32: [0, 2 ** 32 - 1],
  i64: [-(2n ** 63n), 2n ** 63n - 1n],
  u64: [0n, 2n ** 64n - 1n],
};

function told(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "object" && value !== null) return value.constructor?.name ?? "an object";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function checkScalar(name: string, element: ElementType, value: unknown): number | bigint | boolean {
  const wanted =
    element === "bool" ? "boolean" : element === "i64" || element === "u64" ? "bigint" : "number";
  if (typeof value !== wanted)
    throw new DTypeError(`${name} is ${element}: it takes a ${wanted}, not ${told(value)}.`);
  const range = RANGES[element];
  if (range !== undefined) {
    const given = value as number | bigint;
    if (typeof given === "number" && !Number.isInteger(given))
      throw new ValueError(`${name} is ${element}: it takes a whole number, not ${given}.`);
    if (given < range[0] || given > range[1])
      throw new ValueError(`${name} is ${element}: ${given} isn't within ${range[0]} to ${range[1]}.`);
  }
  return value as number;
}

/** An array on the host or the target, told apart. */
type Given = HostArray | NDArray | DeviceArray | LentArray;

function checkArray(name: string, token: ArrayToken, value: unknown): Given {
  let given: ElementType | null = null;
  let shape: readonly number[] = [];
  if (value instanceof DeviceArray) [given, shape] = [value.element, value.shape];
  else if (value instanceof NDArray) [given, shape] = [elementOf(value.dtype.name), value.shape];
  else if (isTypedArray(value)) {
    given = elementOfTypedArray(value);
    if (given === "u8" && token.element === "bool") given = "bool";
    shape = [value.length];
  } else if (value instanceof CupyArray) [given, shape] = [elementOf(value.dtype.name), value.shape];
  if (given === null)
    throw new DTypeError(
      `${name} is an array of ${token.element}: it takes a typed array, an array of manycore/numpy or manycore/cupy, or a DeviceArray, not ${told(value)}.`,
    );
  if (given !== token.element)
    throw new DTypeError(`${name} is an array of ${token.element}; the one given holds ${given}.`);
  if (shape.length !== token.ndim)
    throw new ValueError(
      `${name} has ${token.ndim} ${token.ndim === 1 ? "axis" : "axes"}; the array given has shape [${shape.join(", ")}].`,
    );
  return value instanceof CupyArray ? new LentArray(value) : (value as Given);
}

export interface CheckedArguments {
  readonly names: readonly string[];
  /** By parameter: the element type of an array, else of the number. */
  readonly elements: readonly ElementType[];
  readonly values: readonly (Given | number | bigint | boolean)[];
}

/**
 * Arguments against the signature.
 * @throws ValueError for their number, a shape or a range; DTypeError for a type: each names the parameter
 */
export function checkArguments(
  kernel: string,
  names: readonly string[],
  signature: readonly ParameterToken[],
  values: readonly unknown[],
): CheckedArguments {
  if (values.length !== signature.length)
    throw new ValueError(
      `${kernel} takes ${signature.length} argument${signature.length === 1 ? "" : "s"} (${names.join(", ")}); ${values.length} given.`,
    );
  return {
    names,
    elements: signature.map(({ element }) => element),
    values: signature.map((token, k) => {
      const name = `${kernel}: ${names[k]}`;
      return isArrayToken(token)
        ? checkArray(name, token, values[k])
        : checkScalar(name, (token as ScalarToken).element, values[k]);
    }),
  };
}

const isView = (x: unknown): x is HostArray => isTypedArray(x);

/** Two views of one buffer, not the same one, would each get a copy, and one copy's results would be lost. */
function refuseOverlaps({ names, values }: CheckedArguments, written: readonly boolean[]): void {
  for (const [k, a] of values.entries())
    for (let j = 0; j < k; j++) {
      const b = values[j];
      if (a === b || !isView(a) || !isView(b) || a.buffer !== b.buffer || !(written[k] || written[j]))
        continue;
      if (a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength)
        throw new ValueError(
          `${names[j]} and ${names[k]} are views that overlap, and one of them is written. Give the same typed array for both, or copies.`,
        );
    }
}

/** The elements of an array of the host, in C order. */
const elementsOf = (x: HostArray | NDArray): HostArray =>
  (x instanceof NDArray ? x.toTypedArray() : x) as HostArray;

export interface MovedArguments {
  readonly args: readonly TargetArgument[];
  /** Whether all arrays are the target's own, so that `back` and `free` have nothing to do. */
  readonly stays: boolean;
  /** Copies what was written back to the host. */
  back(): Promise<void>;
  /** Gives temporary memory back. */
  free(): void;
}

/**
 * Brings arrays of the host to the target. One array given for several parameters is one array there too.
 * @param written by parameter: whether the kernel writes it
 */
export async function moveArguments(
  target: Target,
  checked: CheckedArguments,
  written: readonly boolean[],
): Promise<MovedArguments> {
  refuseOverlaps(checked, written);
  const moved = new Map<HostArray | NDArray, { memory: TargetMemory; written: boolean }>();
  const lent = new Map<CupyArray, { array: LentArray; memory: TargetMemory }>();
  const free = (): void => {
    for (const { memory } of moved.values()) target.free(memory);
  };
  const copied = (value: HostArray | NDArray, shape: readonly number[], k: number): TargetMemory => {
    let entry = moved.get(value);
    if (entry === undefined) {
      const memory = target.allocate(checked.elements[k], countOf(shape));
      entry = { memory, written: false };
      moved.set(value, entry);
      target.write(memory, elementsOf(value));
    }
    entry.written ||= written[k];
    return entry.memory;
  };
  const borrowed = async (value: LentArray, k: number): Promise<TargetMemory> => {
    const { array } = value;
    const known = lent.get(array);
    if (known !== undefined) return known.memory;
    if (target.borrow === undefined)
      throw new NotSupportedError(
        `An array of manycore/cupy (${checked.names[k]})`,
        `the target "${target.name}"`,
        'Give (await x.get()), an array of the host, or launch with { target: "gpu" }.',
      );
    const somewhere = checked.values.some(
      (other, j) => written[j] && other instanceof LentArray && other.array === array,
    );
    const memory = await target.borrow(checked.elements[k], value, somewhere);
    lent.set(array, { array: value, memory });
    return memory;
  };
  try {
    const args: TargetArgument[] = [];
    for (const [k, value] of checked.values.entries()) {
      if (typeof value !== "object") args.push(value);
      else if (value instanceof DeviceArray) args.push({ memory: value.on(target), shape: value.shape });
      else if (value instanceof LentArray)
        args.push({ memory: await borrowed(value, k), shape: value.array.shape });
      else {
        const shape = isTypedArray(value) ? [value.length] : value.shape;
        args.push({ memory: copied(value, shape, k), shape });
      }
    }
    const back = async (): Promise<void> => {
      for (const { array } of lent.values()) array.done();
      for (const [host, { memory, written: changed }] of moved) {
        if (!changed) continue;
        const values = await target.read(memory);
        if (host instanceof NDArray) host.assign(toHost(values, memory.element, host.shape));
        else bytesOf(host).set(bytesOf(values));
      }
    };
    return { args, stays: moved.size === 0 && lent.size === 0, back, free };
  } catch (error) {
    free();
    throw error;
  }
}
