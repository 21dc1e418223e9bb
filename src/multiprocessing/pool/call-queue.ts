/** Calls that have tasks to give out: by priority, and within one in the order of submission. */

/** What can be queued. */
export interface Queued {
  readonly priority: number;
  /** Settled: to be skipped. */
  readonly settled: boolean;
}

/** First in, first out, without moving what waits. */
class Line<C extends Queued> {
  readonly priority: number;
  #items: (C | undefined)[] = [];
  #head = 0;

  constructor(priority: number) {
    this.priority = priority;
  }

  push(call: C): void {
    this.#items.push(call);
  }

  unshift(call: C): void {
    if (this.#head > 0) this.#items[--this.#head] = call;
    else this.#items.unshift(call);
  }

  /** The first that isn't settled. */
  peek(): C | undefined {
    while (this.#head < this.#items.length) {
      const first = this.#items[this.#head]!;
      if (!first.settled) return first;
      this.shift();
    }
    return undefined;
  }

  shift(): void {
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head >= 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  /** Forgets what is settled. */
  sweep(): void {
    this.#items = this.#items.slice(this.#head).filter((call) => call !== undefined && !call.settled);
    this.#head = 0;
  }
}

export class CallQueue<C extends Queued> {
  /** Highest priority first. Few: one a priority in use. */
  readonly #lines: Line<C>[] = [];
  /** Settled while they waited, and not yet met. */
  #dead = 0;

  push(call: C): void {
    this.#line(call.priority).push(call);
  }

  /** Puts a call in front of all others of its priority: it was there before. */
  unshift(call: C): void {
    this.#line(call.priority).unshift(call);
  }

  /** The call whose task is next, or undefined. */
  peek(): C | undefined {
    for (;;) {
      const line = this.#lines[0];
      if (line === undefined) return undefined;
      const first = line.peek();
      if (first !== undefined) return first;
      this.#lines.shift();
    }
  }

  /** Removes the call that `peek` gave. */
  shift(): void {
    this.#lines[0]?.shift();
  }

  /** A queued call was settled. Keeps thousands of cancelled ones from waiting in memory for a worker to look. */
  forget(): void {
    this.#dead++;
    const length = this.length;
    if (this.#dead < 1024 || this.#dead * 2 < length) return;
    for (const line of this.#lines) line.sweep();
    this.#dead = 0;
  }

  /** Calls that wait, the settled ones that nobody has met included. */
  get length(): number {
    let length = 0;
    for (const line of this.#lines) length += line.length;
    return length;
  }

  /** Empties the queue. */
  *drain(): Generator<C> {
    for (let call = this.peek(); call !== undefined; call = this.peek()) {
      this.shift();
      yield call;
    }
  }

  #line(priority: number): Line<C> {
    const lines = this.#lines;
    let at = 0;
    while (at < lines.length && lines[at]!.priority > priority) at++;
    const found = lines[at];
    if (found !== undefined && found.priority === priority) return found;
    const line = new Line<C>(priority);
    lines.splice(at, 0, line);
    return line;
  }
}
