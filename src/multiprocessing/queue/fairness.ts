/** So long a thread may go from one queue operation to the next without a turn of its event loop. */
const TURN_MS = 10;
/** Operations between two looks at the clock. */
const OPERATIONS = 128;

const DONE: Promise<void> = Promise.resolve();

/**
 * An `await` of what is there already runs on without the event loop: a loop of nothing but gets would keep timers, sockets and messages
 * (a cancellation!) waiting for ever. So now and then the answer comes a turn later.
 */
export class Fairness {
  #operations = 0;
  #turned = performance.now();

  /** The promise of an operation that is done. */
  done(): Promise<void> {
    return ++this.#operations % OPERATIONS === 0 && this.#due() ? this.#turn(undefined) : DONE;
  }

  /** The promise of a value that is there. */
  give(value: unknown): Promise<unknown> {
    return ++this.#operations % OPERATIONS === 0 && this.#due() ? this.#turn(value) : Promise.resolve(value);
  }

  #due(): boolean {
    return performance.now() - this.#turned > TURN_MS;
  }

  #turn<T>(value: T): Promise<T> {
    return new Promise((resolve) => {
      const goOn = (): void => {
        this.#turned = performance.now();
        resolve(value);
      };
      if (typeof setImmediate === "function") setImmediate(goOn);
      else setTimeout(goOn, 0);
    });
  }
}
