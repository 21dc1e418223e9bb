import { type InspectOptions, inspect } from "node:util";
import { ValueError } from "../../errors.js";

/** What {@link Counters.toJSON} gives: counts by group and name. */
export type CounterGroups = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Counts by group and name, which tasks raise and a job adds up. https://mrjob.readthedocs.io/en/latest/guides/writing-mrjobs.html#counters */
export class Counters {
  readonly #groups = new Map<string, Map<string, number>>();

  /**
   * Raises a counter, which begins at 0.
   *
   * @throws ValueError if `amount` isn't a whole number
   */
  increment(group: string, name: string, amount = 1): void {
    checkAmount(group, name, amount);
    let counts = this.#groups.get(group);
    if (counts === undefined) {
      counts = new Map();
      this.#groups.set(group, counts);
    }
    counts.set(name, (counts.get(name) ?? 0) + amount);
  }

  /** @returns how far a counter is, 0 if nothing has raised it */
  count(group: string, name: string): number {
    return this.#groups.get(group)?.get(name) ?? 0;
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  /** Adds another's counts to these. */
  merge(other: Counters | CounterGroups): void {
    const groups = other instanceof Counters ? other.toJSON() : other;
    for (const [group, counts] of Object.entries(groups)) {
      for (const [name, count] of Object.entries(counts)) this.increment(group, name, count);
    }
  }

  /** @returns the counts as plain objects, groups and names in order. They can be sent, and merged again. */
  toJSON(): CounterGroups {
    const sorted = [...this.#groups].sort(byName).map(([group, counts]): [string, Record<string, number>] => {
      return [group, Object.fromEntries([...counts].sort(byName))];
    });
    return Object.fromEntries(sorted);
  }

  /** Lines for a person: each group, and its counts indented below it. */
  toString(): string {
    return Object.entries(this.toJSON())
      .flatMap(([group, counts]) => [group, ...Object.entries(counts).map(([name, n]) => `  ${name}=${n}`)])
      .join("\n");
  }

  /** `console.log` shows them as plain objects. */
  [inspect.custom](depth: number, options: InspectOptions): string {
    return inspect(this.toJSON(), { ...options, depth });
  }
}

/** @throws ValueError if a counter can't be raised by `amount`, since it isn't a whole number */
export function checkAmount(group: string, name: string, amount: number): void {
  if (Number.isSafeInteger(amount)) return;
  throw new ValueError(
    `The counter ${group} › ${name} can't be raised by ${String(amount)}: counters are whole numbers.`,
  );
}

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}
