/**
 * How the other side is reached, which decides what may be shared on the way:
 * `thread`: another thread of this process, arrays go by lease on the shared heap; `process`: another process on this
 * machine, everything is copied; `bundle`: a machine without this checkout, everything is copied and no file is imported.
 */
export type Road = "thread" | "process" | "bundle";

/** A value on its way. */
export interface Parcel {
  /** The value in the wire format. Nobody writes to them again and no other object lies in their buffer. */
  readonly bytes: Uint8Array;
  /** Leases of blocks on the shared heap, each to be taken over by one receiver, once. Empty but on the road `thread`. */
  readonly leases: readonly number[];
}
