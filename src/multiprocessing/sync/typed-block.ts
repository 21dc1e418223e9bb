/** Numbers of one dtype in shared memory, as the owner's thread serves them. */
import {
  type AnyTypedArray,
  asDType,
  DTYPES,
  type DType,
  type DTypeName,
  heapView,
  integerRange,
  type ScalarOf,
  toScalar,
} from "../../array/index.js";
import { DTypeError, IndexError, OverflowError, ValueError } from "../../errors.js";
import { type Block, heap } from "../../memory/index.js";
import { type ServedCore, sharedBlock } from "../shared/index.js";
import { noSuchMethod } from "./remote.js";

/** Python's typecodes, as its multiprocessing takes them, with the sizes that they have on 64-bit Linux and macOS. */
const TYPECODES = {
  b: "int8",
  B: "uint8",
  h: "int16",
  H: "uint16",
  i: "int32",
  I: "uint32",
  l: "int64",
  L: "uint64",
  q: "int64",
  Q: "uint64",
  f: "float32",
  d: "float64",
} as const satisfies Record<string, DTypeName>;

/** A typecode of Python's `array` module. */
export type Typecode = keyof typeof TYPECODES;

/** The dtype that a typecode or a dtype's name means. */
export type DTypeOfCode<T extends Typecode | DTypeName> = T extends Typecode
  ? (typeof TYPECODES)[T]
  : T extends DTypeName
    ? T
    : never;

/** @throws DTypeError for anything else, listing what there is */
export function dtypeOfCode(code: Typecode | DTypeName): DType {
  if (typeof code === "string" && Object.hasOwn(TYPECODES, code)) return DTYPES[TYPECODES[code as Typecode]];
  if (typeof code === "string" && Object.hasOwn(DTYPES, code)) return asDType(code as DTypeName);
  throw new DTypeError(
    `typecode ${JSON.stringify(code)} not understood; the typecodes are ${Object.keys(TYPECODES).join(", ")} and the dtypes ` +
      Object.keys(DTYPES).join(", "),
  );
}

export type Item = ScalarOf[DTypeName];

export class TypedBlock implements ServedCore {
  readonly dtype: DType;
  readonly length: number;
  readonly block: Block;
  readonly #view: AnyTypedArray;
  readonly #first: number;

  /** @param block one that came from another thread; without it a fresh one, all zeros */
  constructor(dtype: DType, length: number, block?: Block) {
    this.dtype = dtype;
    this.length = length;
    this.block = block ?? sharedBlock(Math.max(8, length * dtype.itemsize), "Value or Array");
    // Other threads may write at any time, so operations on it are computed at once.
    this.block.escaped = true;
    this.#view = heapView(dtype);
    this.#first = this.block.address / dtype.itemsize;
    if (block === undefined) heap().u8.fill(0, this.block.address, this.block.address + this.block.bytes);
  }

  async serve(method: string, args: unknown[]): Promise<unknown> {
    switch (method) {
      case "get":
        return this.get(args[0] as number);
      case "set":
        return this.set(args[0] as number, args[1] as Item);
      case "read":
        return this.read(args[0] as number, args[1] as number);
      case "write":
        return this.write(args[0] as readonly Item[], args[1] as number);
      default:
        throw noSuchMethod("Value or Array", method);
    }
  }

  /** Element `index`, which must be in range; exact below 2^53, bigint above. */
  get(index: number): Item {
    const raw = this.#view[this.#first + index]!;
    return toScalar(raw, this.dtype, typeof raw === "bigint" && !Number.isSafeInteger(Number(raw)));
  }

  /**
   * Writes element `index`, which must be in range.
   * @throws OverflowError or ValueError when the dtype can't hold the value
   */
  set(index: number, value: Item): void {
    this.#view[this.#first + index] = this.#checked(value) as never;
  }

  read(start: number, end: number): Item[] {
    const items: Item[] = [];
    for (let k = start; k < end; k++) items.push(this.get(k));
    return items;
  }

  /** All or nothing: a value that doesn't fit is found before anything is written. */
  write(values: readonly Item[], start: number): void {
    if (!Number.isInteger(start) || start < 0 || start + values.length > this.length) {
      throw new IndexError(
        `${values.length} values from index ${start} on don't fit into an array of ${this.length}`,
      );
    }
    const checked = values.map((value) => this.#checked(value));
    for (let k = 0; k < checked.length; k++) this.#view[this.#first + start + k] = checked[k] as never;
  }

  #checked(value: Item): number | bigint {
    const { dtype } = this;
    if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "boolean") {
      throw new DTypeError(`${String(value)} is no number, and this holds ${dtype.name}`);
    }
    if (dtype.kind === "bool") return value ? 1 : 0;
    if (dtype.kind === "float") return Number(value);
    if (typeof value === "number" && !Number.isInteger(value)) {
      throw new ValueError(`${value} is no integer, and this holds ${dtype.name}: round it, or use float64`);
    }
    const exact = BigInt(value);
    const [least, most] = integerRange(dtype);
    if (exact < least || exact > most) {
      throw new OverflowError(`${exact} is out of range for ${dtype.name}, which holds ${least} to ${most}`);
    }
    return dtype.itemsize === 8 ? exact : Number(exact);
  }
}
