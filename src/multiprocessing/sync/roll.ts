/** A table of participants in a monitor's words: what each of them has to do with the object. */
import { ManycoreError } from "../../errors.js";
import { participantGone } from "../../threads/index.js";
import type { Monitor } from "./monitor.js";

/** Participants that can have to do with one object at a time. Those that have nothing to do with it any more make room. */
const CAPACITY = 256;

/** Rows of a participant's id and some numbers. Used within the monitor's transactions, but for the looks. */
export class Roll {
  readonly #monitor: Monitor;
  readonly #first: number;
  readonly #width: number;

  /**
   * @param first the state word where the table starts
   * @param columns numbers a row, besides the id
   */
  constructor(monitor: Monitor, first: number, columns: number) {
    this.#monitor = monitor;
    this.#first = first;
    this.#width = columns + 1;
  }

  /** State words that a table takes. */
  static words(columns: number): number {
    return 1 + CAPACITY * (columns + 1);
  }

  /** The word of a row's column; columns count from 1, the id is 0. */
  at(row: number, column: number): number {
    return this.#first + 1 + row * this.#width + column;
  }

  get(row: number, column: number): number {
    return this.#monitor.get(this.at(row, column));
  }

  put(row: number, column: number, value: number): void {
    this.#monitor.put(this.at(row, column), value);
  }

  /** Rows that were ever used. */
  get length(): number {
    return this.#monitor.get(this.#first);
  }

  /** The participant's row, or -1. */
  find(participant: number): number {
    const length = this.length;
    for (let row = 0; row < length; row++) if (this.get(row, 0) === participant) return row;
    return -1;
  }

  /**
   * The participant's row, made with zeros when there is none.
   * @throws ManycoreError when too many have to do with the object
   */
  enrol(participant: number): number {
    const known = this.find(participant);
    if (known >= 0) return known;
    const row = this.#freeRow();
    this.put(row, 0, participant);
    for (let column = 1; column < this.#width; column++) this.put(row, column, 0);
    if (row === this.length) this.#monitor.put(this.#first, row + 1);
    return row;
  }

  /** Clears a row. */
  strike(row: number): void {
    for (let column = 0; column < this.#width; column++) this.put(row, column, 0);
  }

  /** Rows of participants that are gone. Asked outside of a transaction: check again inside. */
  gone(): number[] {
    this.#monitor.settle();
    const rows: number[] = [];
    const length = this.length;
    for (let row = 0; row < length; row++) {
      const participant = this.get(row, 0);
      if (participant !== 0 && participantGone(participant)) rows.push(row);
    }
    return rows;
  }

  #freeRow(): number {
    const row = this.find(0);
    if (row >= 0) return row;
    if (this.length < CAPACITY) return this.length;
    throw new ManycoreError(
      `more than ${CAPACITY} threads and processes use this object at the same time: give groups of them one each`,
    );
  }
}
