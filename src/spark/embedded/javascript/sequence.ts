/** Where a source of random numbers is can be taken and given back. */
export interface RandomSource<S> {
  state: S;
}

/** What is drawn for the rows from 0 on. They come mostly in order; for one that doesn't, drawing goes on from the last row remembered before it. */
export class Sequence<S, T> {
  readonly #source: RandomSource<S>;
  readonly #draw: () => T;
  readonly #apart: number;
  readonly #states: S[] = [];
  #row = 0;

  /** @param apart so many rows are between two that are remembered */
  constructor(source: RandomSource<S>, draw: () => T, apart: number) {
    this.#source = source;
    this.#draw = draw;
    this.#apart = apart;
  }

  at(row: number): T {
    if (row < this.#row || row >= this.#row + 2 * this.#apart) this.#goNear(row);
    while (this.#row < row) this.#next();
    return this.#next();
  }

  #next(): T {
    if (this.#row === this.#states.length * this.#apart) this.#states.push(this.#source.state);
    this.#row++;
    return this.#draw();
  }

  #goNear(row: number): void {
    const place = Math.min(Math.floor(row / this.#apart), this.#states.length - 1);
    const state = this.#states[place];
    if (state === undefined || (place * this.#apart <= this.#row && this.#row <= row)) return;
    this.#source.state = state;
    this.#row = place * this.#apart;
  }
}
