/**
 * Values that are frequent, and maybe some that aren't: R. Karp, S. Shenker and C. Papadimitriou, "A simple algorithm for finding frequent elements in streams and
 * bags" (2003), as Spark has it.
 */
import { IllegalArgumentException } from "../../../errors/index.js";
import { ArrayType, StructField, StructType } from "../../../types/index.js";
import { valueText } from "../../../types/value-text.js";
import type { Analyze } from "../analyzer.js";
import { nameParts } from "../name-parts.js";
import { pass, projectNode } from "../nodes.js";
import { attributeExpr, lookUp } from "../scope.js";
import { newAttribute } from "../session.js";

const LEAST_SUPPORT = 1e-4;

export const freqItems: Analyze<"freqItems"> = async (analyzer, { input, cols, support = 0.01 }) => {
  if (!(support >= LEAST_SUPPORT && support <= 1)) {
    throw new IllegalArgumentException(
      `freqItems: the support is ${support}; it is a number from ${LEAST_SUPPORT} to 1`,
    );
  }
  const child = await analyzer.relation(input);
  const scope = analyzer.scope([child]);
  const columns = cols.map((name) => lookUp(scope, nameParts(name), undefined).attribute);
  const schema = new StructType(
    columns.map(
      ({ type, nullable }, i) =>
        new StructField(`${cols[i]}_freqItems`, new ArrayType(type, nullable), false),
    ),
  );
  const items = columns.map((column) => ({
    attribute: newAttribute(analyzer.session, column, column.name),
    value: attributeExpr(column),
  }));
  const read = projectNode(child, columns.length === 0 ? child.output.map(pass) : items);
  const size = Math.floor(1 / support);
  return analyzer.session.rows("FrequentItems", schema, async () => {
    const counters = columns.map(({ type }) => {
      const text = valueText(type, { timeZone: "UTC", style: "show" });
      return new Counter(size, (value) => (value === null ? "null" : `=${text(value)}`));
    });
    for await (const rows of analyzer.session.rowsOf(read)) {
      for (const row of rows) for (const [i, counter] of counters.entries()) counter.add(row[i]);
    }
    return [counters.map((counter) => counter.values)];
  });
};

class Counter {
  readonly #size: number;
  readonly #keyOf: (value: unknown) => string;
  #counts = new Map<string, { readonly value: unknown; count: number }>();

  constructor(size: number, keyOf: (value: unknown) => string) {
    this.#size = size;
    this.#keyOf = keyOf;
  }

  add(value: unknown): void {
    const key = this.#keyOf(value);
    const known = this.#counts.get(key);
    if (known !== undefined) known.count++;
    else if (this.#counts.size < this.#size) this.#counts.set(key, { value, count: 1 });
    else {
      // Each count is at least 1, so the new value takes one of each and is gone with them.
      for (const [other, entry] of this.#counts) if (--entry.count === 0) this.#counts.delete(other);
    }
  }

  get values(): unknown[] {
    return [...this.#counts.values()].map(({ value }) => value);
  }
}
