/** Random queries of Spark SQL over small tables with many nulls and equal values; a seed gives the same query each time. */
import { Seeded } from "../../support/seeded.js";
import { COLUMNS, type Column, KINDS, type Kind, numbered, type Query } from "./random-query-tables.js";
import { QueryValues } from "./random-query-values.js";

/** @returns a query whose rows may come in any order */
export function randomQuery(seed: number): string {
  return new Writer(seed).whole();
}

class Writer {
  readonly #random: Seeded;
  readonly #values: QueryValues;
  #aliases = 0;
  /** The queries of WITH. */
  readonly #named: { readonly name: string; readonly kinds: readonly Kind[] }[] = [];

  constructor(seed: number) {
    this.#random = new Seeded(seed);
    this.#values = new QueryValues(this.#random, this);
  }

  whole(): string {
    const ctes: string[] = [];
    for (let i = this.#random.chance(0.25) ? this.#random.integer(1, 2) : 0; i > 0; i--) {
      const { sql, kinds } = this.query(1, [], undefined);
      const name = this.#alias("w");
      this.#named.push({ name, kinds });
      ctes.push(`${name} AS (${sql})`);
    }
    const { sql, kinds } = this.query(2, [], undefined);
    const order = this.#random.chance(0.3) ? ` ${this.#ordered(kinds)}` : "";
    return `${ctes.length === 0 ? "" : `WITH ${ctes.join(", ")} `}${sql}${order}`;
  }

  /** An order in which each row has its place, so that a limit takes the same ones. */
  #ordered(kinds: readonly Kind[]): string {
    const keys = this.#random
      .shuffled(kinds.map((_, i) => i + 1))
      .map((place) => `${place}${this.#random.pick(["", "", " DESC", " NULLS LAST", " DESC NULLS FIRST"])}`);
    const limit = this.#random.chance(0.6) ? ` LIMIT ${this.#random.integer(0, 6)}` : "";
    const offset = this.#random.chance(0.2) ? ` OFFSET ${this.#random.integer(0, 3)}` : "";
    return `ORDER BY ${keys.join(", ")}${limit}${offset}`;
  }

  /** @param wanted the kinds of its columns, any if undefined @param outer columns of the query around it */
  query(depth: number, outer: readonly Column[], wanted: readonly Kind[] | undefined): Query {
    const kinds =
      wanted ?? Array.from({ length: this.#random.integer(1, 3) }, () => this.#random.pick(KINDS));
    if (depth > 0 && outer.length === 0 && this.#random.chance(0.15)) {
      const operation = this.#random.pick([
        "UNION",
        "UNION ALL",
        "INTERSECT",
        "EXCEPT",
        "INTERSECT ALL",
        "EXCEPT ALL",
      ]);
      const side = () => {
        const { sql } = this.query(depth - 1, [], kinds);
        return this.#random.chance(0.3) ? `(${sql} ${this.#ordered(kinds)})` : `(${sql})`;
      };
      return { sql: `${side()} ${operation} ${side()}`, kinds };
    }
    return { sql: this.#select(depth, outer, kinds), kinds };
  }

  #select(depth: number, outer: readonly Column[], kinds: readonly Kind[]): string {
    const from = this.from(depth);
    const columns = from.columns;
    const seen = outer.length > 0 ? [...columns, ...outer] : columns;
    const where = this.#random.chance(0.5) ? ` WHERE ${this.#values.boolean(seen, 2, depth)}` : "";
    const named = (sql: string, i: number) => `${sql} AS c${i + 1}`;
    if (this.#random.chance(0.35)) {
      const count = this.#random.integer(0, 2);
      const keys = this.#random.shuffled(columns).slice(0, count);
      const items = kinds.map((kind) => {
        const key = keys.find((one) => one.kind === kind);
        return key !== undefined && this.#random.chance(0.6)
          ? key.sql
          : this.#values.aggregate(kind, columns);
      });
      const having = this.#random.chance(0.3) ? ` HAVING ${this.#having(keys, columns)}` : "";
      return `SELECT ${items.map(named).join(", ")}${from.sql}${where}${this.#groupBy(keys)}${having}`;
    }
    const items = kinds.map((kind) =>
      depth > 1 && this.#random.chance(0.2)
        ? this.#values.window(kind, columns)
        : this.#values.value(kind, columns, 2, depth),
    );
    const distinct = this.#random.chance(0.15) ? "DISTINCT " : "";
    return `SELECT ${distinct}${items.map(named).join(", ")}${from.sql}${where}`;
  }

  #groupBy(keys: readonly Column[]): string {
    if (keys.length === 0) return this.#random.chance(0.1) ? " GROUP BY GROUPING SETS (())" : "";
    const list = keys.map(({ sql }) => sql).join(", ");
    switch (this.#random.integer(0, 7)) {
      case 0:
        return ` GROUP BY ROLLUP (${list})`;
      case 1:
        return ` GROUP BY CUBE (${list})`;
      case 2:
        return ` GROUP BY GROUPING SETS ((${list}), (${keys[0]!.sql}))`;
      default:
        return ` GROUP BY ${list}`;
    }
  }

  #having(keys: readonly Column[], columns: readonly Column[]): string {
    const key = keys.length > 0 && this.#random.chance(0.4) ? this.#random.pick(keys) : undefined;
    if (key !== undefined) return `${key.sql} IS NOT NULL`;
    return `${this.#values.aggregate("number", columns)} ${this.#random.pick(["<", ">", ">=", "<>"])} ${this.#random.integer(-2, 8)}`;
  }

  from(depth: number): { readonly sql: string; readonly columns: readonly Column[] } {
    let { sql, columns } = this.#table(depth);
    for (let joins = this.#random.chance(0.45) ? this.#random.integer(1, 2) : 0; joins > 0; joins--) {
      const right = this.#table(depth);
      const how = this.#random.pick([
        "JOIN",
        "LEFT JOIN",
        "RIGHT JOIN",
        "FULL JOIN",
        "LEFT SEMI JOIN",
        "LEFT ANTI JOIN",
        "CROSS JOIN",
      ]);
      const both = [...columns, ...right.columns];
      const condition = how === "CROSS JOIN" ? "" : ` ON ${this.#joining(columns, right.columns)}`;
      sql = `${sql} ${how} ${right.sql}${condition}`;
      columns = /SEMI|ANTI/.test(how) ? columns : both;
    }
    return { sql: ` FROM ${sql}`, columns };
  }

  #joining(left: readonly Column[], right: readonly Column[]): string {
    const pairs = left.flatMap((one) =>
      right.filter(({ kind }) => kind === one.kind).map((two) => [one, two]),
    );
    if (pairs.length === 0) return this.#values.boolean([...left, ...right], 1, 0);
    const [one, two] = this.#random.pick(pairs);
    const equal = `${one!.sql} ${this.#random.pick(["=", "=", "=", "<=>", "<"])} ${two!.sql}`;
    if (this.#random.chance(0.75)) return equal;
    return `${equal} ${this.#random.pick(["AND", "AND", "OR"])} ${this.#values.boolean([...left, ...right], 1, 0)}`;
  }

  #table(depth: number): { sql: string; columns: readonly Column[] } {
    const alias = this.#alias("t");
    if (depth > 0 && this.#random.chance(0.25)) {
      const { sql, kinds } = this.query(depth - 1, [], undefined);
      return { sql: `(${sql}) ${alias}`, columns: numbered(alias, kinds) };
    }
    if (this.#named.length > 0 && this.#random.chance(0.4)) {
      const { name, kinds } = this.#random.pick(this.#named);
      return { sql: `${name} ${alias}`, columns: numbered(alias, kinds) };
    }
    const table = this.#random.pick(Object.keys(COLUMNS));
    const columns = Object.entries(COLUMNS[table]!).map(([name, kind]) => ({
      sql: `${alias}.${name}`,
      kind,
    }));
    return { sql: `${table} ${alias}`, columns };
  }

  #alias(letter: string): string {
    return `${letter}${++this.#aliases}`;
  }
}
