/**
 * Looks for answers while there are some. A worker tells its owner by a message only when the owner doesn't look by itself: a message
 * costs each side some 10 µs, a look in a turn of the event loop two.
 */

/** So long the owner goes on looking when nothing comes: about as long as a short task takes, there and back. */
const LINGER_MS = 0.15;

export class Pump {
  readonly #drain: () => boolean;
  readonly #looks: (by: boolean) => void;
  readonly #waiting: () => boolean;
  readonly #parked: () => void;
  #running = false;
  #active = 0;

  /**
   * @param drain takes in what is there; false if there was nothing
   * @param looks tells the workers whether we look by ourselves
   * @param waiting whether there are tasks with the workers
   * @param parked is called when the looking has ended
   */
  constructor(
    drain: () => boolean,
    looks: (by: boolean) => void,
    waiting: () => boolean,
    parked: () => void,
  ) {
    this.#drain = drain;
    this.#looks = looks;
    this.#waiting = waiting;
    this.#parked = parked;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Starts looking, from the next turn of the event loop on. */
  start(): void {
    this.#active = performance.now();
    if (this.#running) return;
    this.#running = true;
    this.#looks(true);
    nextTurn(this.#turn);
  }

  readonly #turn = (): void => {
    if (this.#drain()) {
      this.#active = performance.now();
    } else if (!this.#waiting() || performance.now() - this.#active > LINGER_MS) {
      this.#looks(false);
      // What came before they knew.
      if (!this.#drain()) {
        this.#running = false;
        this.#parked();
        return;
      }
      this.#looks(true);
    }
    nextTurn(this.#turn);
  };
}

let channel: MessageChannel | undefined;
const waiting: (() => void)[] = [];

/** Calls back after the event loop has looked at everything else. */
function nextTurn(callback: () => void): void {
  if (typeof setImmediate === "function") {
    setImmediate(callback);
    return;
  }
  if (channel === undefined) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()?.();
  }
  waiting.push(callback);
  channel.port2.postMessage(null);
}
