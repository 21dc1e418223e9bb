import type { AnyFunction } from "../../capture/index.js";
import { withEncoder } from "../encode.js";
import type { Parcel, Road } from "../parcel.js";

/** A function's last parcel on a road. */
interface Sent {
  readonly road: Road;
  readonly parcel: Parcel;
  /** Nothing that the function captured can change: the parcel holds for good. */
  readonly steady: boolean;
}

const sent = new WeakMap<AnyFunction, Sent>();

/**
 * The parcel of a function: its module and export, its task's name, or its source with what it captured. `decode` gives
 * the function again.
 *
 * **The same Parcel object comes back as long as nothing that the function captured has changed**, so whoever receives it
 * keeps the revived function by it. What the function reaches is compared at each call, so a changed `config.x` is seen;
 * only when all of it is constant (numbers, strings, imports and functions of that kind) the comparison is saved, and a
 * call takes about 50 ns. With leases in it (arrays on the road `thread`) a parcel can be received only once, and each call
 * makes another.
 *
 * @throws NotPortableError naming the captured variable and the path to what can't travel
 */
export function encodeFunction(fn: AnyFunction, road: Road): Parcel {
  const last = sent.get(fn);
  if (last !== undefined && last.road === road && last.steady) return last.parcel;
  let steady = false;
  const parcel = withEncoder(road, fn.name === "" ? "function" : fn.name, (encoder) => {
    encoder.root(fn);
    steady = encoder.steady;
  });
  if (last !== undefined && last.road === road && isSame(last.parcel, parcel)) return last.parcel;
  sent.set(fn, { road, parcel, steady });
  return parcel;
}

function isSame(a: Parcel, b: Parcel): boolean {
  if (a.leases.length > 0 || b.leases.length > 0 || a.bytes.length !== b.bytes.length) return false;
  const { length } = a.bytes;
  if (typeof Buffer === "function") return Buffer.compare(a.bytes, b.bytes) === 0;
  for (let i = 0; i < length; i++) if (a.bytes[i] !== b.bytes[i]) return false;
  return true;
}
