import { encode, registerCarrier } from "../../portable/index.js";
import { SparkException } from "../errors/index.js";
import type { BroadcastHold, RddBackend } from "./backend.js";
import { capturedBy } from "./captured.js";
import { broadcastHere } from "./in-task.js";

let last = 0;

/**
 * A value that goes to each worker once, not with each task; functions read it as `broadcast.value`. Made by `SparkContext.broadcast`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.Broadcast.html
 */
export class Broadcast<T> {
  /** @internal */
  readonly id: number;
  #value: T | undefined;
  #state: "alive" | "destroyed" | "elsewhere";
  #hold: BroadcastHold | undefined;
  readonly #backend: RddBackend | undefined;

  /** @internal Of the driver: `backend` and the value. In a task: the id of what the driver has sent. */
  constructor(from: { readonly backend: RddBackend; readonly value: T } | { readonly id: number }) {
    if ("id" in from) {
      this.id = from.id;
      this.#state = "elsewhere";
      return;
    }
    this.id = ++last;
    this.#backend = from.backend;
    this.#value = from.value;
    this.#state = "alive";
    // Now, as Spark does: what the variable is later changes nothing.
    this.#hold = this.#held();
  }

  /**
   * The value: on the driver the one that was given, in a task this worker's copy.
   * @throws SparkException when it was destroyed
   */
  get value(): T {
    if (this.#state === "elsewhere") return broadcastHere(this.id) as T;
    this.#checkAlive();
    return this.#value as T;
  }

  /** Lets the workers' copies go; the next task that uses it brings it anew. */
  unpersist(): void {
    this.#checkAlive();
    this.#hold?.release();
    this.#hold = undefined;
  }

  /** Lets all of it go. A job that uses it afterwards is refused. */
  destroy(): void {
    this.#hold?.release();
    this.#hold = undefined;
    this.#value = undefined;
    this.#state = "destroyed";
  }

  /** @internal Its bytes lie where tasks find them. */
  hold(): void {
    this.#checkAlive();
    this.#hold ??= this.#held();
  }

  #held(): BroadcastHold {
    const backend = this.#backend!;
    return backend.hold(this.id, encode(this.#value, backend.road, "the broadcast value").bytes);
  }

  #checkAlive(): void {
    if (this.#state !== "destroyed") return;
    throw new SparkException(`Broadcast(${this.id}) was destroyed and can't be used any more`);
  }
}

registerCarrier<Broadcast<unknown>, number>({
  tag: "spark.broadcast",
  type: Broadcast,
  pack: (broadcast) => {
    capturedBy("A broadcast variable").broadcasts.set(broadcast.id, broadcast);
    return broadcast.id;
  },
  unpack: (id) => new Broadcast({ id }),
});
