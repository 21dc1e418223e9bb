/** A function as a pool knows it: its name, how long it takes, and what travels. */
import { encodeFunction, type Parcel, type Road } from "../../portable/index.js";
import { Pace } from "./chunking.js";
import type { Func } from "./options.js";

export class TaskFunction {
  readonly fn: Func;
  readonly name: string;
  readonly pace = new Pace();

  constructor(fn: Func) {
    this.fn = fn;
    this.name = fn.name === "" ? "an anonymous function" : `${fn.name}()`;
  }

  /**
   * What travels, read now: variables that it captured may have changed since the last call. The same object as long as they haven't.
   * @throws NotPortableError
   */
  parcel(road: Road): Parcel {
    return encodeFunction(this.fn, road);
  }
}

/** The functions of one pool. */
export class TaskFunctions {
  readonly #known = new WeakMap<object, TaskFunction>();

  of(fn: unknown): TaskFunction {
    let known = this.#known.get(fn as object);
    if (known === undefined) {
      known = new TaskFunction(fn as Func);
      this.#known.set(fn as object, known);
    }
    return known;
  }
}
