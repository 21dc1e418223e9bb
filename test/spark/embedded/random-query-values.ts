/** Random expressions of Spark SQL, subqueries among them. */
import type { Seeded } from "../../support/seeded.js";
import { type Column, KINDS, type Kind, literalOf, type Query } from "./random-query-tables.js";

/** What subqueries are made of. */
interface Sources {
  from(depth: number): { readonly sql: string; readonly columns: readonly Column[] };
  query(depth: number, outer: readonly Column[], wanted: readonly Kind[] | undefined): Query;
}

export class QueryValues {
  readonly #random: Seeded;
  readonly #sources: Sources;

  constructor(random: Seeded, sources: Sources) {
    this.#random = random;
    this.#sources = sources;
  }

  aggregate(kind: Kind, columns: readonly Column[]): string {
    const of = (wanted: Kind) => this.value(wanted, columns, 1, 0);
    const filter = this.#random.chance(0.15) ? ` FILTER (WHERE ${this.boolean(columns, 1, 0)})` : "";
    if (kind === "number") {
      const call = this.#random.pick([
        () => "count(*)",
        () => `count(${of(this.#random.pick(KINDS))})`,
        () => `count(DISTINCT ${of(this.#random.pick(KINDS))})`,
        () => `sum(${of("number")})`,
        () => `min(${of("number")})`,
        () => `max(${of("number")})`,
        () => `avg(${of("number")})`,
        () => `sum(DISTINCT ${of("number")})`,
        () => `count_if(${of("boolean")})`,
      ])();
      return `${call}${filter}`;
    }
    if (kind === "boolean")
      return `${this.#random.pick(["bool_and", "bool_or", "every", "max"])}(${of("boolean")})${filter}`;
    return `${this.#random.pick(["min", "max"])}(${of(kind)})${filter}`;
  }

  window(kind: Kind, columns: readonly Column[]): string {
    const partition = this.#random.chance(0.6) ? `PARTITION BY ${this.#random.pick(columns).sql}` : "";
    // In an order of all columns, rows that are equal are the same.
    const order = `ORDER BY ${columns.map(({ sql }) => `${sql}${this.#random.pick(["", " DESC", " NULLS LAST"])}`).join(", ")}`;
    const over = (frame: string) =>
      ` OVER (${[partition, order, frame].filter((part) => part !== "").join(" ")})`;
    const rows = this.#random.pick([
      "",
      "",
      "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
      "ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
      "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
      "ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING",
    ]);
    const value = this.value(kind, columns, 1, 0);
    if (kind === "number" && this.#random.chance(0.5)) {
      if (this.#random.chance(0.4))
        return `${this.#random.pick(["rank()", "dense_rank()", "ntile(2)", "cume_dist()"])}${over("")}`;
      return `${this.#random.pick(["sum", "count", "avg"])}(${value})${over(rows)}`;
    }
    return this.#random.pick([
      () =>
        `${this.#random.pick(kind === "boolean" ? ["max", "bool_or"] : ["min", "max"])}(${value})${over(rows)}`,
      () =>
        `${this.#random.pick(["first_value", "last_value"])}(${value})${this.#random.pick(["", " IGNORE NULLS"])}${over(rows)}`,
      () =>
        `${this.#random.pick(["lag", "lead"])}(${value}${this.#random.pick(["", ", 2", ", -1"])})${over("")}`,
    ])();
  }

  value(kind: Kind, columns: readonly Column[], levels: number, depth: number): string {
    if (depth > 0 && this.#random.chance(0.08)) return this.#scalar(kind, columns, depth);
    const own = columns.filter((column) => column.kind === kind);
    if (levels === 0 || this.#random.chance(0.4)) {
      return own.length > 0 && this.#random.chance(0.85)
        ? this.#random.pick(own).sql
        : literalOf(this.#random, kind);
    }
    const of = (wanted: Kind) => this.value(wanted, columns, levels - 1, depth);
    const condition = () => this.boolean(columns, levels - 1, depth);
    const any: readonly (() => string)[] = [
      () => `CASE WHEN ${condition()} THEN ${of(kind)} ELSE ${of(kind)} END`,
      () => `CASE WHEN ${condition()} THEN ${of(kind)} END`,
      () => `coalesce(${of(kind)}, ${of(kind)})`,
      () => `nullif(${of(kind)}, ${of(kind)})`,
      () => `if(${condition()}, ${of(kind)}, ${of(kind)})`,
    ];
    const byKind: Readonly<Record<Kind, readonly (() => string)[]>> = {
      number: [
        () => `(${of("number")} ${this.#random.pick(["+", "-", "*"])} ${of("number")})`,
        () => `(${of("number")} / nullif(${of("number")}, 0))`,
        () => `(${of("number")} % ${this.#random.pick(["3", "2.5BD", "-2"])})`,
        () => `abs(${of("number")})`,
        () => `-${of("number")}`,
        () => `length(${of("string")})`,
        () => `${this.#random.pick(["greatest", "least"])}(${of("number")}, ${of("number")})`,
        () => `round(${of("number")}, ${this.#random.integer(-1, 1)})`,
        () => `cast(${of("number")} AS ${this.#random.pick(["int", "bigint", "double", "decimal(12,3)"])})`,
        () => `${this.#random.pick(["year", "month", "dayofweek"])}(${of("date")})`,
        () => `datediff(${of("date")}, ${of("date")})`,
        () => `cast(${of("boolean")} AS int)`,
      ],
      string: [
        () => `concat(${of("string")}, ${of("string")})`,
        () => `(${of("string")} || '-')`,
        () => `${this.#random.pick(["upper", "lower", "trim", "reverse"])}(${of("string")})`,
        () => `substring(${of("string")}, ${this.#random.integer(-2, 3)}, ${this.#random.integer(0, 3)})`,
        () => `cast(${of(this.#random.pick(KINDS))} AS string)`,
        () => `concat_ws('+', ${of("string")}, ${of("string")})`,
      ],
      boolean: [condition],
      date: [
        () => `date_add(${of("date")}, ${this.#random.integer(-40, 40)})`,
        () => `last_day(${of("date")})`,
        () => `(${of("date")} + INTERVAL ${this.#random.integer(1, 14)} MONTH)`,
        () => `greatest(${of("date")}, ${of("date")})`,
      ],
    };
    return this.#random.pick([...any, ...byKind[kind], ...byKind[kind]])();
  }

  /** A subquery that gives one value. */
  #scalar(kind: Kind, columns: readonly Column[], depth: number): string {
    const from = this.#sources.from(0);
    const outer = this.#random.chance(0.5) ? this.#correlation(from.columns, columns) : undefined;
    const condition = outer ?? (this.#random.chance(0.5) ? this.boolean(from.columns, 1, depth - 1) : "true");
    return `(SELECT ${this.aggregate(kind, from.columns)}${from.sql} WHERE ${condition})`;
  }

  #correlation(inner: readonly Column[], outer: readonly Column[]): string | undefined {
    const pairs = inner.flatMap((one) =>
      outer.filter(({ kind }) => kind === one.kind).map((two) => [one, two]),
    );
    if (pairs.length === 0) return undefined;
    const [one, two] = this.#random.pick(pairs);
    return `${one!.sql} ${this.#random.pick(["=", "=", "<=>", "<"])} ${two!.sql}`;
  }

  boolean(columns: readonly Column[], levels: number, depth: number): string {
    const own = columns.filter(({ kind }) => kind === "boolean");
    if (levels === 0)
      return own.length > 0 && this.#random.chance(0.3)
        ? this.#random.pick(own).sql
        : this.#comparison(columns, 0, 0);
    if (depth > 0 && this.#random.chance(0.2)) return this.#ofSubquery(columns, depth);
    const of = () => this.boolean(columns, levels - 1, depth);
    const kind = this.#random.pick(KINDS);
    const value = (wanted: Kind) => this.value(wanted, columns, levels - 1, depth);
    return this.#random.pick([
      () => this.#comparison(columns, levels - 1, depth),
      () => this.#comparison(columns, levels - 1, depth),
      () => `(${of()} AND ${of()})`,
      () => `(${of()} OR ${of()})`,
      () => `NOT (${of()})`,
      () => `${value(kind)} IS ${this.#random.pick(["", "NOT "])}NULL`,
      () => `${value(kind)} ${this.#random.pick(["", "NOT "])}IN (${this.#list(kind)})`,
      () => `${value(kind)} ${this.#random.pick(["", "NOT "])}BETWEEN ${value(kind)} AND ${value(kind)}`,
      () =>
        `${value("string")} ${this.#random.pick(["", "NOT "])}LIKE ${this.#random.pick(["'a%'", "'%b'", "'_o_'", "'%'"])}`,
      () =>
        `(${value("boolean")}) IS ${this.#random.pick(["", "NOT "])}${this.#random.pick(["TRUE", "FALSE", "UNKNOWN"])}`,
    ])();
  }

  #comparison(columns: readonly Column[], levels: number, depth: number): string {
    const kind = this.#random.pick(KINDS);
    const [one, two] = [0, 0].map(() => this.value(kind, columns, levels, depth));
    return `${one} ${this.#random.pick(["=", "<>", "<", "<=", ">", ">=", "<=>"])} ${two}`;
  }

  #ofSubquery(columns: readonly Column[], depth: number): string {
    const not = this.#random.pick(["", "", "NOT "]);
    if (this.#random.chance(0.5)) {
      const from = this.#sources.from(0);
      const outer = this.#correlation(from.columns, columns) ?? "true";
      const more = this.#random.chance(0.3) ? ` AND ${this.boolean(from.columns, 1, depth - 1)}` : "";
      return `${not}EXISTS (SELECT 1${from.sql} WHERE ${outer}${more})`;
    }
    const kind = this.#random.pick(KINDS);
    const value = this.value(kind, columns, 1, 0);
    if (this.#random.chance(0.4)) {
      const from = this.#sources.from(0);
      const outer = this.#correlation(from.columns, columns) ?? "true";
      return `${value} ${not}IN (SELECT ${this.value(kind, from.columns, 1, 0)}${from.sql} WHERE ${outer})`;
    }
    return `${value} ${not}IN (${this.#sources.query(depth - 1, [], [kind]).sql})`;
  }

  #list(kind: Kind): string {
    return Array.from({ length: this.#random.integer(1, 3) }, () => literalOf(this.#random, kind)).join(", ");
  }
}
