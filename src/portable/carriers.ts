import { ValueError } from "../errors.js";
import type { Block } from "../memory/index.js";
import type { Road } from "./parcel.js";

/** A class. Its constructor may be private: carriers never call it. */
export type CarriedClass<T> = abstract new (...args: never[]) => T;

/** How instances of a class travel that own something a copy of their fields wouldn't: heap memory, a lock, a queue. */
export interface Carrier<T = unknown, P = unknown> {
  /** Names the carrier on the wire; the other side must have one of the same name. */
  readonly tag: string;
  /** The class; its subclasses travel as this one. */
  readonly type: CarriedClass<T>;
  /**
   * Says what to send in the instance's place: any value that can travel.
   * @param lease takes a reference on a block in the message's name and gives its id. On the road `process` nobody can receive it:
   *   it tells the sender, by being open, that the message may still arrive, and goes when the receiver ends. Not on `bundle`
   * @throws NotPortableError when the instance can't take that road
   */
  pack(value: T, road: Road, lease: (block: Block) => number): P;
  /** Makes the instance again out of what `pack` gave. Its inverse. */
  unpack(packed: P, road: Road): T;
}

/** Found on the prototype of a carried class: an instance is told from others with one property read. */
export const CARRIER = Symbol.for("manycore.carrier");

const carriers = new Map<string, Carrier>();

/**
 * Teaches the wire a class.
 * @throws ValueError when another carrier has the tag
 */
export function registerCarrier<T, P>(carrier: Carrier<T, P>): void {
  const known = carriers.get(carrier.tag);
  if (known !== undefined && known.type !== carrier.type)
    throw new ValueError(`There is a carrier "${carrier.tag}" already: give this one a tag of its own`);
  carriers.set(carrier.tag, carrier as unknown as Carrier);
  Object.defineProperty(carrier.type.prototype, CARRIER, { value: carrier, configurable: true });
}

/** The carrier of that name. @throws ValueError when there is none in this thread */
export function carrierOf(tag: string): Carrier {
  const carrier = carriers.get(tag);
  if (carrier === undefined)
    throw new ValueError(
      `No carrier "${tag}" is registered in this thread: import the module that registers it ("manycore/multiprocessing" for manycore's own classes)`,
    );
  return carrier;
}
