/** Tasks whose time is limited: by their call's `timeout`, or because they have been asked to stop. One timer for all. */
import type { Chunk } from "./chunk.js";
import { sinceStamp } from "./clock.js";
import type { Lane } from "./lane.js";

/** A task that was asked to stop has so long before its worker is replaced. */
export const GRACE_MS = 250;

export interface TimeWatchEvents {
  /** Answers that are there but not taken in count. */
  drain(): void;
  /** A task has run longer than it may. */
  expired(lane: Lane, chunk: Chunk): void;
  /** A task of the worker goes on although it was asked to stop. */
  deaf(lane: Lane): void;
}

export class TimeWatch {
  readonly #lanes: () => readonly Lane[];
  readonly #events: TimeWatchEvents;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = Number.POSITIVE_INFINITY;

  constructor(lanes: () => readonly Lane[], events: TimeWatchEvents) {
    this.#lanes = lanes;
    this.#events = events;
  }

  /** A task may have to be looked at in `ms`. */
  within(ms: number): void {
    const due = performance.now() + ms;
    if (due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    // Timers take whole milliseconds up to 2^31 − 1. One that comes early looks again.
    this.#timer = setTimeout(() => this.#look(), Math.min(Math.ceil(ms), 2 ** 31 - 1));
    // Who waits for a task is kept waiting by its worker.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  /** A task was asked to stop. */
  grace(lane: Lane, chunk: Chunk): void {
    lane.deadlines.set(chunk, performance.now() + GRACE_MS);
    this.within(GRACE_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#due = Number.POSITIVE_INFINITY;
  }

  #look(): void {
    this.#due = Number.POSITIVE_INFINITY;
    this.#events.drain();
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const lane of [...this.#lanes()]) {
      if (lane.replaced) continue;
      for (const due of lane.deadlines.values()) next = Math.min(next, due - now);
      if ([...lane.deadlines.values()].some((due) => due <= now)) {
        this.#events.deaf(lane);
        continue;
      }
      for (const chunk of [...lane.chunks]) {
        const { timeout } = chunk.call.options;
        if (timeout === 0 || chunk.abandoned || chunk.ticket === 0) continue;
        const since = lane.port.since(chunk.ticket);
        const left = since === 0 ? timeout : timeout - sinceStamp(since);
        if (left > 0) {
          next = Math.min(next, left);
        } else {
          this.#events.expired(lane, chunk);
          next = Math.min(next, GRACE_MS);
        }
      }
    }
    if (next !== Number.POSITIVE_INFINITY) this.within(Math.max(1, next));
  }
}
