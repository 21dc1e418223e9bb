/**
 * How ndarrays travel.
 *
 * Between threads of a process an array isn't copied: both sides have the same memory, and what one writes the other reads, as with two
 * views of one array in NumPy. dtype, shape and strides stay; a view travels as a view of the whole memory that it is part of, and views of
 * one array are still views of one memory on the other side. Nothing orders concurrent writes but what orders the threads: hand an array over
 * and don't write until the answer is there, or `copy()` it first. On both sides it is read eagerly from then on, as after `.data`.
 *
 * Between processes it is copied once on each side: dtype and shape stay, and strides as far as the memory is dense (C or Fortran order, or
 * another order of the axes); other views arrive in C order.
 */
import { asDType, isContiguous, type Shape, Storage, type Strides, sizeOf } from "../array/index.js";
import { leaf, settleAside } from "../kernel/index.js";
import { type Block, dropLease, heap, newBlock, receiveLease } from "../memory/index.js";
import { type DTypeName, NDArray } from "../numpy/index.js";
import { type Carrier, registerCarrier } from "../portable/index.js";

interface Header {
  readonly dtype: DTypeName;
  readonly shape: number[];
  /** In bytes; null when dense in C order. */
  readonly strides: number[] | null;
}

/** On the shared heap: the block that a lease stands for, and where in it the array begins. */
interface Shared extends Header {
  readonly lease: number;
  readonly address: number;
  readonly bytes: number;
  readonly offset: number;
}

/** The elements, in the order in which they lie in memory. */
interface Copied extends Header {
  readonly data: Uint8Array;
}

/** The array's memory, ready to be shared: what is pending on it keeps the old values, as when `.data` is taken. */
function sharedBlock(array: NDArray): Block {
  const storage = array.ensureStorage();
  settleAside();
  const { block } = storage;
  if (!block.escaped && block.readers > 0) {
    const fresh = newBlock(block.bytes);
    heap().u8.copyWithin(fresh.address, block.address, block.address + block.bytes);
    storage.block = fresh;
  }
  return storage.block;
}

/**
 * Blocks that arrays of this thread came or went with, by address. One that comes back is the same Block again: as another it would
 * count as so many more bytes of this thread's, and collections would be forced for memory that nobody allocated (80 MB there and
 * back took 1.2 to 28 ms so).
 */
const travelled = new Map<number, WeakRef<Block>>();
/** The dead are removed when there are this many, and then at twice as many as are left. */
const LEAST_TRAVELLED = 256;
let mostTravelled = LEAST_TRAVELLED;

function remember(block: Block): void {
  if (travelled.get(block.address)?.deref() === block) return;
  travelled.set(block.address, new WeakRef(block));
  if (travelled.size < mostTravelled) return;
  for (const [address, ref] of travelled) if (ref.deref() === undefined) travelled.delete(address);
  mostTravelled = Math.max(LEAST_TRAVELLED, 2 * travelled.size);
}

/** This thread's Block of a leased piece of heap, if it has one: alive, it holds the memory, so the lease can go. */
function known({ lease, address, bytes }: Shared): Block | undefined {
  const block = travelled.get(address)?.deref();
  if (block?.bytes !== bytes) return undefined;
  // One that was given back (`freeBlock`) and isn't garbage yet holds nothing: what lies there now is another's.
  const holds = block.tracked !== undefined || block.slab !== undefined;
  return holds && dropLease(lease) ? block : undefined;
}

/** The order of axes in which the elements lie densely, outermost first; undefined when there are gaps, or elements that are read twice. */
function denseOrder(shape: Shape, strides: Strides, itemsize: number): number[] | undefined {
  const order = shape.map((_, axis) => axis).sort((a, b) => strides[b]! - strides[a]! || a - b);
  const lengths = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
  return isContiguous(lengths, steps, itemsize) ? order : undefined;
}

const ndarrays: Carrier<NDArray, Shared | Copied> = {
  tag: "numpy.ndarray",
  type: NDArray,
  pack(array, road, lease) {
    const { dtype } = array;
    // Computes a pending value; says so if its memory was poisoned.
    let { shape, strides, offset } = array.layout();
    const header = (): Header => ({
      dtype: dtype.name,
      shape: [...shape],
      strides: isContiguous(shape, strides, dtype.itemsize) ? null : [...strides],
    });
    if (road === "thread") {
      const block = sharedBlock(array);
      remember(block);
      return { ...header(), lease: lease(block), address: block.address, bytes: block.bytes, offset };
    }
    let source = array;
    if (denseOrder(shape, strides, dtype.itemsize) === undefined) {
      source = array.copy();
      ({ shape, strides, offset } = source.layout());
    }
    const at = source.ensureStorage().block.address + offset;
    return { ...header(), data: heap().u8.slice(at, at + sizeOf(shape) * dtype.itemsize) };
  },
  unpack(packed) {
    const dtype = asDType(packed.dtype);
    if ("lease" in packed) {
      const block = known(packed) ?? receiveLease(packed.lease, packed.address, packed.bytes);
      remember(block);
      return new NDArray(leaf(block, dtype, packed.shape, packed.offset, packed.strides), new Storage(block));
    }
    const { data } = packed;
    const block = newBlock(data.length);
    heap().u8.set(data, block.address);
    return new NDArray(leaf(block, dtype, packed.shape, 0, packed.strides));
  },
};

let carried = false;

/**
 * Teaches the wire ndarrays. A call, as bundlers drop modules that are imported for nothing but what they do; by pools and processes too, as
 * some leave the room's index.ts out.
 */
export function carryArrays(): void {
  if (carried) return;
  carried = true;
  registerCarrier(ndarrays);
}
