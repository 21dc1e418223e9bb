/** Items as users have them, and as the ring holds them. */
import { NotSupportedError } from "../../errors.js";
import { freeBlock } from "../../memory/index.js";
import { decode, decodeAsync, encode, needsModules, type Road } from "../../portable/index.js";
import type { Opener } from "./opener.js";
import { BYTES, type Item, isSimple, type Packed, PROCESS, packBytes, THREAD } from "./record.js";

/**
 * What the ring holds for `value`.
 * @throws NotPortableError when it can't travel
 */
export function packItem(value: unknown): Item {
  if (isSimple(value)) return value;
  const { bytes, leases } = encode(value, "thread", "item");
  return packBytes(THREAD, bytes, leases);
}

/** How an item is named among the arguments and results of requests between processes: simple values are themselves. */
export type WireItem =
  | Exclude<Item, Packed>
  | { readonly p: Uint8Array }
  | { readonly b: Uint8Array }
  | { readonly v: unknown };

/** An item for the ring that came from another process. */
export function fromWire(item: WireItem): Item {
  if (typeof item !== "object" || item === null) return item;
  if ("p" in item) return packBytes(PROCESS, item.p, []);
  if ("b" in item) return packBytes(BYTES, item.b, []);
  return packItem(item.v);
}

/** Inverse of `wireItem`, in the process that sent it or another. */
export function openWire(item: WireItem): unknown {
  if (typeof item !== "object" || item === null) return item;
  if ("p" in item) return needsModules(item.p) ? decodeAsync(item.p, "process") : decode(item.p, "process");
  return "b" in item ? item.b : item.v;
}

/**
 * What a child process sends for `value`.
 * @throws NotPortableError when it can't travel
 */
export function wireItem(value: unknown): WireItem {
  return isSimple(value) ? value : { p: encode(value, "process", "item").bytes };
}

const roadOf = ({ kind }: Packed): Road => (kind === THREAD ? "thread" : "process");

/** Gives values, or promises of those that need modules which aren't loaded yet. */
export const openItem: Opener = {
  open(packed) {
    if (packed.kind === BYTES) return takeBytes(packed);
    if (!needsModules(packed.bytes)) return finish(packed, () => decode(packed.bytes, roadOf(packed)));
    return decodeAsync(packed.bytes, roadOf(packed)).finally(() => free(packed));
  },
};

/** Gives values only: an item that needs modules stays in the queue. */
export const openItemSync: Opener = {
  check(packed) {
    if (packed.kind === BYTES || !needsModules(packed.bytes)) return;
    throw new NotSupportedError(
      "getSync() of an item with functions whose modules aren't loaded in this thread",
      "a blocking call",
      "Await get() instead (the item is still in the queue), or import the modules first.",
    );
  },
  open: (packed) =>
    packed.kind === BYTES ? takeBytes(packed) : finish(packed, () => decode(packed.bytes, roadOf(packed))),
};

/** A simple value stands for itself, so what is opened for the wire is told from it by this class. */
export class Wired {
  readonly item: WireItem | Promise<WireItem>;

  constructor(item: WireItem | Promise<WireItem>) {
    this.item = item;
  }
}

/** Gives what another process can be sent. What came from a process goes on unread. */
export const openForWire: Opener = {
  open(packed) {
    if (packed.kind === BYTES) return new Wired({ b: takeBytes(packed) });
    if (packed.kind === PROCESS) return new Wired({ p: takeBytes(packed) });
    const value = openItem.open(packed);
    return new Wired(value instanceof Promise ? value.then((v) => ({ v })) : { v: value });
  },
};

function takeBytes(packed: Packed): Uint8Array {
  return packed.outside === undefined ? packed.bytes : finish(packed, () => packed.bytes.slice());
}

function finish<T>(packed: Packed, read: () => T): T {
  try {
    return read();
  } finally {
    free(packed);
  }
}

function free({ outside }: Packed): void {
  if (outside !== undefined) freeBlock(outside);
}
