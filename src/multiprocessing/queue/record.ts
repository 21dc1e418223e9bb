import {
  type Block,
  dropLease,
  freeBlock,
  type Heap,
  heap,
  lease,
  newBlock,
  receiveLease,
} from "../../memory/index.js";
import { INLINE_BYTES } from "./layout.js";

/**
 * What lies in a segment: records of whole 8-byte units, each behind the other. The first word is kind and units (`units << 8 | kind`), the
 * second depends on the kind.
 *
 * | kind | second word | then |
 * | --- | --- | --- |
 * | INT | the number | |
 * | NUMBER | | float64 |
 * | NULL … FALSE | | |
 * | STRING8, STRING16 | length | code units of 1 or 2 bytes |
 * | THREAD, PROCESS, BYTES | bytes | count of leases, the leases, padding, the bytes |
 * | WRAP | address of the next record: the segment's start | |
 * | JUMP | address of the next segment | |
 *
 * Kind with OUTSIDE: behind the leases comes, instead of the bytes, the address of the heap block that holds them; its lease is the first.
 */
export const INT = 1;
export const NUMBER = 2;
export const NULL = 3;
export const UNDEFINED = 4;
export const TRUE = 5;
export const FALSE = 6;
export const STRING8 = 7;
export const STRING16 = 8;
/** A value of src/portable: encoded for another thread of this process; for another process; or just bytes (Connection.sendBytes). */
export const THREAD = 9;
export const PROCESS = 10;
export const BYTES = 11;
export const WRAP = 12;
export const JUMP = 13;
export const OUTSIDE = 64;
export const KIND_MASK = 63;

export type PackedKind = typeof THREAD | typeof PROCESS | typeof BYTES;

/** An item that isn't a simple value: ready to be put, or just taken. */
export class Packed {
  readonly kind: PackedKind;
  /** Where `outside` is set, on the heap. */
  readonly bytes: Uint8Array;
  /** With `outside`: its lease is the first. */
  readonly leases: readonly number[];
  /** The heap block that holds the bytes. */
  readonly outside: Block | undefined;

  constructor(kind: PackedKind, bytes: Uint8Array, leases: readonly number[], outside?: Block) {
    this.kind = kind;
    this.bytes = bytes;
    this.leases = leases;
    this.outside = outside;
  }
}

/** Bytes ready to be put, in a heap block of their own if there are many. They may be used by the caller again. */
export function packBytes(kind: PackedKind, bytes: Uint8Array, leases: readonly number[]): Packed {
  if (bytes.length <= INLINE_BYTES) return new Packed(kind, bytes, leases);
  const block = newBlock(bytes.length);
  const copy = heap().u8.subarray(block.address, block.address + bytes.length);
  copy.set(bytes);
  return new Packed(kind, copy, [lease(block), ...leases], block);
}

/** What was packed will not be put. */
export function dropPacked(item: unknown): void {
  if (!(item instanceof Packed)) return;
  for (const id of item.leases) dropLease(id);
  if (item.outside !== undefined) freeBlock(item.outside);
}

const units = (bytes: number): number => (bytes + 7) & ~7;

/** Bytes of the record of a packed item. */
export function packedSize({ bytes, leases, outside }: Packed): number {
  return 8 + units(4 + 4 * leases.length) + (outside === undefined ? units(bytes.length) : 8);
}

/** Writes all but the first word. */
export function writePacked({ u8, u32 }: Heap, at: number, { bytes, leases, outside }: Packed): void {
  const word = at >>> 2;
  u32[word + 1] = bytes.length;
  u32[word + 2] = leases.length;
  for (let k = 0; k < leases.length; k++) u32[word + 3 + k] = leases[k]!;
  const data = at + 8 + units(4 + 4 * leases.length);
  if (outside === undefined) u8.set(bytes, data);
  else u32[data >>> 2] = outside.address;
}

/** The leases in the record at `at`, of whatever kind. */
export function leasesOf({ u32 }: Heap, at: number): number[] {
  const word = at >>> 2;
  const kind = u32[word]! & KIND_MASK;
  if (kind !== THREAD && kind !== PROCESS && kind !== BYTES) return [];
  return Array.from(u32.subarray(word + 3, word + 3 + u32[word + 2]!));
}

/** The packed item at `at` as it lies there. It may not be kept. */
export function peekPacked({ u8, u32 }: Heap, at: number): Packed {
  const word = at >>> 2;
  const leases = u32[word + 2]!;
  const data = at + 8 + units(4 + 4 * leases);
  const start = (u32[word]! & OUTSIDE) === 0 ? data : u32[data >>> 2]!;
  return new Packed((u32[word]! & KIND_MASK) as PackedKind, u8.subarray(start, start + u32[word + 1]!), []);
}

/** Reads the packed item at `at`; takes over the block that holds its bytes, if there is one. */
export function readPacked({ u8, u32 }: Heap, at: number): Packed {
  const word = at >>> 2;
  const kind = (u32[word]! & KIND_MASK) as PackedKind;
  const length = u32[word + 1]!;
  const leases = leasesOf(heap(), at);
  const data = at + 8 + units(4 + 4 * leases.length);
  if ((u32[word]! & OUTSIDE) === 0) return new Packed(kind, u8.slice(data, data + length), leases);
  const address = u32[data >>> 2]!;
  const block = receiveLease(leases.shift()!, address, length);
  return new Packed(kind, u8.subarray(address, address + length), leases, block);
}

/** What a queue's ring holds: simple values as they are, everything else packed. */
export type Item = number | string | boolean | null | undefined | Packed;

/** Whether `value` goes into a record as it is. */
export function isSimple(value: unknown): value is Exclude<Item, Packed> {
  switch (typeof value) {
    case "number":
    case "boolean":
    case "undefined":
      return true;
    case "string":
      return value.length * 2 <= INLINE_BYTES;
    default:
      return value === null;
  }
}

/** Strings up to here are read and written unit by unit: cheaper than a call into the runtime. */
const SHORT_STRING = 12;
const WIDE = /[\u0100-\uffff]/;

/** Kind of a string's record. */
export function stringKind(text: string): typeof STRING8 | typeof STRING16 {
  if (text.length > SHORT_STRING) return WIDE.test(text) ? STRING16 : STRING8;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0xff) return STRING16;
  }
  return STRING8;
}

interface NodeBuffer extends Uint8Array {
  latin1Write(text: string, offset: number, length: number): number;
  ucs2Write(text: string, offset: number, length: number): number;
  latin1Slice(start: number, end: number): string;
  ucs2Slice(start: number, end: number): string;
}

/** Reads and writes the code units of strings on a heap. */
export class Strings {
  readonly #u8: Uint8Array;
  readonly #u16: Uint16Array;
  /** Node's string methods over the heap's lower part, as far as a Buffer may reach. */
  readonly #buffer: NodeBuffer | undefined;

  constructor(heap: Heap) {
    this.#u8 = heap.u8;
    this.#u16 = heap.u16;
    this.#buffer = nodeBuffer(heap.memory.buffer);
  }

  write(address: number, kind: number, text: string): void {
    const { length } = text;
    const buffer = length > SHORT_STRING ? this.#buffer : undefined;
    if (kind === STRING8) {
      if (buffer !== undefined) buffer.latin1Write(text, address, length);
      else for (let i = 0; i < length; i++) this.#u8[address + i] = text.charCodeAt(i);
      return;
    }
    const at = address >>> 1;
    if (buffer !== undefined) buffer.ucs2Write(text, address, 2 * length);
    else for (let i = 0; i < length; i++) this.#u16[at + i] = text.charCodeAt(i);
  }

  read(address: number, kind: number, length: number): string {
    const buffer = length > SHORT_STRING ? this.#buffer : undefined;
    if (kind === STRING8) {
      if (buffer !== undefined) return buffer.latin1Slice(address, address + length);
      return fromUnits(this.#u8, address, length);
    }
    if (buffer !== undefined) return buffer.ucs2Slice(address, address + 2 * length);
    return fromUnits(this.#u16, address >>> 1, length);
  }
}

function nodeBuffer(memory: ArrayBufferLike): NodeBuffer | undefined {
  const maker = (globalThis as { Buffer?: { from(memory: ArrayBufferLike): Uint8Array } }).Buffer;
  const buffer = maker?.from(memory) as Partial<NodeBuffer> | undefined;
  const whole =
    buffer?.latin1Write && buffer.ucs2Write && buffer.latin1Slice && buffer.ucs2Slice ? buffer : undefined;
  return whole as NodeBuffer | undefined;
}

/** Arguments that a call may safely have. */
const PIECE = 4096;

function fromUnits(units: Uint8Array | Uint16Array, start: number, length: number): string {
  let text = "";
  if (length <= SHORT_STRING) {
    for (let i = 0; i < length; i++) text += String.fromCharCode(units[start + i]!);
    return text;
  }
  for (let i = 0; i < length; i += PIECE) {
    text += String.fromCharCode(...units.subarray(start + i, start + Math.min(length, i + PIECE)));
  }
  return text;
}

/** What kind of record an item becomes. */
export function kindOf(item: Item): number {
  switch (typeof item) {
    case "number":
      return (item | 0) === item && !Object.is(item, -0) ? INT : NUMBER;
    case "string":
      return stringKind(item);
    case "boolean":
      return item ? TRUE : FALSE;
    case "undefined":
      return UNDEFINED;
    default:
      return item === null ? NULL : item.outside === undefined ? item.kind : item.kind | OUTSIDE;
  }
}

/** Bytes of that record. */
export function sizeOf(item: Item, kind: number): number {
  switch (kind) {
    case NUMBER:
      return 16;
    case STRING8:
      return 8 + (((item as string).length + 7) & ~7);
    case STRING16:
      return 8 + ((2 * (item as string).length + 7) & ~7);
    default:
      return item instanceof Packed ? packedSize(item) : 8;
  }
}
