/**
 * The table of named blocks of the process: SharedMemory by name. It lies in shared memory, so every thread finds it without asking
 * another one. A name holds a lease of its block that no thread owns, so the block outlives the thread that made it, until `unlink`.
 */
import { ManycoreError, ValueError } from "../../errors.js";
import {
  Block,
  dropLease,
  freeBlock,
  heap,
  lease,
  NAMED_BLOCKS_WORD,
  receiveLease,
  sealLeases,
} from "../../memory/index.js";
import { sharedBlock } from "../shared/index.js";
import { Monitor } from "./monitor.js";

/** Names at a time. */
const ROWS = 256;
/** Bytes of UTF-8 that a name may have: NAME_MAX of Linux is 255, ours are shorter. */
const NAME_BYTES = 96;

/** Words of a row. The row is taken when `lease` isn't 0. */
const ROW = { lease: 0, address: 1, bytes: 2, size: 3, nameBytes: 4, name: 5 } as const;
const ROW_WORDS = ROW.name + NAME_BYTES / 4;

/**
 * A lease that whoever has the latch is making the table's, or giving up: two steps, as leases have a state of their own. The next one to come drops
 * it if that one died in between.
 */
const PENDING = ROWS * ROW_WORDS;
const TABLE_WORDS = PENDING + 1;

/** Blocks over 32 KiB are heap allocations of their own, so that their address is enough to lease them again. */
const LEAST_BYTES = 32 * 1024 + 1;

let table: Monitor | undefined;

/** The table, made by the first thread that needs it. */
function names(): Monitor {
  table ??= open();
  return table;
}

function open(): Monitor {
  const { i32, u32 } = heap();
  const found = Atomics.load(i32, NAMED_BLOCKS_WORD);
  if (found === 0) {
    const made = new Monitor(TABLE_WORDS);
    // The table stays as long as the process: this lease is nobody's and is never received.
    const kept = lease(made.block);
    if (Atomics.compareExchange(i32, NAMED_BLOCKS_WORD, 0, made.block.address | 0) === 0) {
      sealLeases([kept], 0, 0);
    } else {
      dropLease(kept);
      freeBlock(made.block);
    }
  }
  return new Monitor(TABLE_WORDS, new Block(u32[NAMED_BLOCKS_WORD]!, 0, undefined));
}

/** A named block, and the size that was asked for. */
export interface Named {
  readonly name: string;
  readonly block: Block;
  readonly size: number;
}

/**
 * Makes a block of zeros and gives it a name; invents one for undefined.
 * @throws ValueError when the name is taken or too long; ManycoreError when there are too many
 */
export function createNamed(name: string | undefined, size: number): Named {
  const block = sharedBlock(Math.max(LEAST_BYTES, size), "SharedMemory");
  heap().u8.fill(0, block.address, block.address + block.bytes);
  const chosen =
    name ?? `mc_${(block.address / 64).toString(36)}_${Math.floor(Math.random() * 2 ** 40).toString(36)}`;
  const bytes = nameBytes(chosen);
  const kept = lease(block);
  try {
    change((table) => {
      if (find(bytes) >= 0) throw new ValueError(`there is a SharedMemory ${JSON.stringify(chosen)} already`);
      let row = 0;
      while (row < ROWS && get(row, ROW.lease) !== 0) row++;
      if (row === ROWS) {
        throw new ManycoreError(
          `there are ${ROWS} named SharedMemory already: unlink() those that nobody needs`,
        );
      }
      for (let k = 0; k < ROW_WORDS - ROW.name; k++) put(row, ROW.name + k, wordOf(bytes, k));
      put(row, ROW.nameBytes, bytes.length);
      put(row, ROW.address, block.address | 0);
      put(row, ROW.bytes, block.bytes);
      put(row, ROW.size, size);
      table.put(PENDING, kept | 0);
      table.commit();
      sealLeases([kept], 0, 0);
      put(row, ROW.lease, kept | 0);
      table.put(PENDING, 0);
    });
  } catch (error) {
    dropLease(kept);
    throw error;
  }
  return { name: chosen, block, size };
}

/** @throws ValueError when there is no such name */
export function attachNamed(name: string): Named {
  const bytes = nameBytes(name);
  return change(() => {
    const row = find(bytes);
    if (row < 0) throw noSuch(name);
    const address = get(row, ROW.address) >>> 0;
    const length = get(row, ROW.bytes);
    // While the name is there, so is its lease, and the block.
    const taken = lease(new Block(address, length, undefined));
    return { name, block: receiveLease(taken, address, length), size: get(row, ROW.size) };
  });
}

/** Frees a name. The block goes when its last handle does. @throws ValueError when there is no such name */
export function unlinkNamed(name: string): void {
  const bytes = nameBytes(name);
  change((table) => {
    const row = find(bytes);
    if (row < 0) throw noSuch(name);
    const kept = get(row, ROW.lease);
    put(row, ROW.lease, 0);
    table.put(PENDING, kept);
    table.commit();
    dropLease(kept >>> 0);
    table.put(PENDING, 0);
  });
}

/** Runs a transaction, and before it finishes what a dead thread has left. */
function change<T>(body: (table: Monitor) => T): T {
  const table = names();
  return table.run(() => {
    const pending = table.get(PENDING);
    if (pending !== 0) {
      // A late drop finds nothing: the numbers of leases aren't used again soon.
      dropLease(pending >>> 0);
      table.put(PENDING, 0);
      table.commit();
    }
    return body(table);
  });
}

function noSuch(name: string): ValueError {
  return new ValueError(
    `there is no SharedMemory ${JSON.stringify(name)} in this process: names are known to the threads of one process`,
  );
}

function get(row: number, k: number): number {
  return names().get(row * ROW_WORDS + k);
}

function put(row: number, k: number, value: number): void {
  names().put(row * ROW_WORDS + k, value);
}

function find(bytes: Uint8Array): number {
  for (let row = 0; row < ROWS; row++) {
    if (get(row, ROW.lease) === 0 || get(row, ROW.nameBytes) !== bytes.length) continue;
    let same = true;
    for (let k = 0; same && k * 4 < bytes.length; k++) same = get(row, ROW.name + k) === wordOf(bytes, k);
    if (same) return row;
  }
  return -1;
}

/** Four bytes of a name as a word; behind its end, zeros. */
function wordOf(bytes: Uint8Array, k: number): number {
  let word = 0;
  for (let b = 3; b >= 0; b--) word = (word << 8) | (bytes[k * 4 + b] ?? 0);
  return word | 0;
}

function nameBytes(name: string): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  if (typeof name !== "string" || bytes.length === 0 || bytes.length > NAME_BYTES) {
    throw new ValueError(
      `the name of a SharedMemory is a string of 1 to ${NAME_BYTES} bytes of UTF-8, got ${JSON.stringify(name)}`,
    );
  }
  return bytes;
}
