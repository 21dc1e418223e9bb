/** Keeps gRPC from reading ahead of whoever reads the answers. */
import type { CallOptions, InterceptingCall } from "@grpc/grpc-js";
import type { Grpc } from "./load-grpc.js";

/**
 * Lets through one message for each that is asked for. gRPC's own stream fetches 16 before anybody has read the first: of Spark's, 40 MB, which is more
 * than a server can send again when the connection breaks.
 */
export class ReadGate {
  #asked = 0;
  #waiting: (() => void) | undefined;

  /** For the call whose messages these are; one call. */
  options(grpc: Grpc): CallOptions {
    const gate = this;
    class Gated extends grpc.InterceptingCall {
      override startRead(): void {
        gate.#read(() => super.startRead());
      }
    }
    return { interceptors: [(options, nextCall): InterceptingCall => new Gated(nextCall(options))] };
  }

  /** One more is wanted. */
  ask(): void {
    const read = this.#waiting;
    this.#waiting = undefined;
    if (read === undefined) this.#asked++;
    else read();
  }

  #read(read: () => void): void {
    if (this.#asked === 0) {
      this.#waiting = read;
      return;
    }
    this.#asked--;
    read();
  }
}
