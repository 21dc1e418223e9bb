/** How handles travel: to a thread as a lease of their block, to a child process as the name of an object that the sender serves. */
import { NotSupportedError } from "../../errors.js";
import { type Block, receiveLease } from "../../memory/index.js";
import { type Road, registerCarrier } from "../../portable/index.js";
import { parentLink } from "../host/parent-link.js";
import { exposedCore, exposeToChildren, type ObjectId, type ServedCore } from "../shared/index.js";
import { Remote, sideways } from "./remote.js";

/** Takes a reference to a block in the name of a message; gives the lease's number. */
export type LeaseBlock = (block: Block) => number;

/** A leased block on its way. */
export interface PackedBlock {
  readonly lease: number;
  readonly address: number;
  readonly bytes: number;
}

export function packBlock(block: Block, lease: LeaseBlock): PackedBlock {
  return { lease: lease(block), address: block.address, bytes: block.bytes };
}

/** Inverse of `packBlock`, in the receiving thread. */
export function unpackBlock({ lease, address, bytes }: PackedBlock): Block {
  return receiveLease(lease, address, bytes);
}

/** A local core's plain form; `object` instead of it where memory isn't shared. */
type Packed<P> = { readonly local: P } | { readonly object: ObjectId };

/** A handle: what users hold, in front of a core here or elsewhere. */
export interface Handle<C extends ServedCore> {
  /** @internal */
  readonly core: C | Remote;
}

/** What makes a shared class travel. `pack` and `unpack` are inverses. */
export interface Shareable<C extends ServedCore, H extends Handle<C>, P, E> {
  readonly tag: string;
  readonly type: abstract new (...args: never[]) => H;
  /** The core for a thread of this process. */
  readonly pack: (core: C, lease: LeaseBlock) => P;
  readonly unpack: (plain: P) => C;
  /** What else the handle knows, which travels on every road. May hold other shared objects. */
  readonly extra: (handle: H) => E;
  readonly make: (core: C | Remote, extra: E) => H;
}

/** Registers a shared class with `portable`. */
export function shareable<C extends ServedCore, H extends Handle<C>, P, E>(
  what: Shareable<C, H, P, E>,
): void {
  registerCarrier<H, { core: Packed<P>; extra: E }>({
    tag: what.tag,
    type: what.type,
    pack: (handle, road, lease) => ({
      core: packCore(handle.core, road, lease, what.pack, what.tag),
      extra: what.extra(handle),
    }),
    unpack: ({ core, extra }) => what.make(unpackCore<C, P>(core, what.unpack), extra),
  });
}

function packCore<C extends ServedCore, P>(
  core: C | Remote,
  road: Road,
  lease: LeaseBlock,
  pack: (core: C, lease: LeaseBlock) => P,
  tag: string,
): Packed<P> {
  if (road === "bundle") {
    throw new NotSupportedError(
      tag,
      "another machine",
      "A shared object needs the process that made it: send its value instead.",
    );
  }
  if (core instanceof Remote) return { object: core.object };
  return road === "thread" ? { local: pack(core, lease) } : { object: exposeToChildren(core) };
}

function unpackCore<C extends ServedCore, P>(packed: Packed<P>, unpack: (plain: P) => C): C | Remote {
  if ("local" in packed) return unpack(packed.local);
  const here = exposedCore(packed.object) as C | undefined;
  if (here !== undefined) return here;
  if (parentLink() === null) throw sideways(packed.object);
  return new Remote(packed.object);
}
