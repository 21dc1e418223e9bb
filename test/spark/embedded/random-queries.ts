/** Random queries of Spark SQL over small tables with many nulls and equal values; a seed gives the same query each time. */
import { Seeded } from "../../support/seeded.js";

export const TABLES: readonly string[] = [
  `CREATE OR REPLACE TEMP VIEW people AS SELECT * FROM VALUES
    (1, 'ann', 10, 1.50BD, DATE '2024-01-05', true), (2, 'bob', NULL, 2.25BD, DATE '2024-02-29', false), (3, NULL, 10, NULL, NULL, NULL),
    (4, 'ann', -3, 0.00BD, DATE '2023-12-31', true), (NULL, 'cid', 7, -1.50BD, DATE '2024-01-05', false), (5, '', 0, 1.50BD, DATE '2024-03-01', NULL),
    (5, 'dot', 10, 99.99BD, NULL, true) AS t(id, name, points, price, day, ok)`,
  `CREATE OR REPLACE TEMP VIEW visits AS SELECT * FROM VALUES
    (1, 'ann', 5L, 0.5D), (1, 'bob', NULL, 2.0D), (2, 'bob', 5L, NULL), (NULL, 'ann', 6L, -0.25D), (4, NULL, 7L, 8.0D), (9, 'zed', -1L, 0.5D)
    AS t(id, name, places, share)`,
  "CREATE OR REPLACE TEMP VIEW teams AS SELECT * FROM VALUES ('ann', 1), ('bob', 2), ('bob', NULL), (NULL, 3), ('eve', 10) AS t(name, rank)",
];

type Kind = "number" | "string" | "boolean" | "date";

interface Column {
  readonly sql: string;
  readonly kind: Kind;
}

/** A query, and the kinds of its columns, which are named c1, c2 … */
interface Query {
  readonly sql: string;
  readonly kinds: readonly Kind[];
}

const COLUMNS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  people: { id: "number", name: "string", points: "number", price: "number", day: "date", ok: "boolean" },
  visits: { id: "number", name: "string", places: "number", share: "number" },
  teams: { name: "string", rank: "number" },
};

const KINDS: readonly Kind[] = ["number", "number", "number", "string", "string", "boolean", "date"];

/** @returns a query whose rows may come in any order */
export function randomQuery(seed: number): string {
  return new Writer(seed).whole();
}

class Writer {
  readonly #random: Seeded;
  #aliases = 0;
  /** The queries of WITH. */
  readonly #named: { readonly name: string; readonly kinds: readonly Kind[] }[] = [];

  constructor(seed: number) {
    this.#random = new Seeded(seed);
  }

  whole(): string {
    const ctes: string[] = [];
    for (let i = this.#chance(0.25) ? this.#whole(1, 2) : 0; i > 0; i--) {
      const { sql, kinds } = this.#query(1, [], undefined);
      const name = this.#alias("w");
      this.#named.push({ name, kinds });
      ctes.push(`${name} AS (${sql})`);
    }
    const { sql, kinds } = this.#query(2, [], undefined);
    const order = this.#chance(0.3) ? ` ${this.#ordered(kinds)}` : "";
    return `${ctes.length === 0 ? "" : `WITH ${ctes.join(", ")} `}${sql}${order}`;
  }

  /** An order in which each row has its place, so that a limit takes the same ones. */
  #ordered(kinds: readonly Kind[]): string {
    const keys = this.#shuffled(kinds.map((_, i) => i + 1)).map(
      (place) => `${place}${this.#one(["", "", " DESC", " NULLS LAST", " DESC NULLS FIRST"])}`,
    );
    const limit = this.#chance(0.6) ? ` LIMIT ${this.#whole(0, 6)}` : "";
    const offset = this.#chance(0.2) ? ` OFFSET ${this.#whole(0, 3)}` : "";
    return `ORDER BY ${keys.join(", ")}${limit}${offset}`;
  }

  /** @param wanted the kinds of its columns, any if undefined @param outer columns of the query around it */
  #query(depth: number, outer: readonly Column[], wanted: readonly Kind[] | undefined): Query {
    const kinds = wanted ?? Array.from({ length: this.#whole(1, 3) }, () => this.#one(KINDS));
    if (depth > 0 && outer.length === 0 && this.#chance(0.15)) {
      const operation = this.#one([
        "UNION",
        "UNION ALL",
        "INTERSECT",
        "EXCEPT",
        "INTERSECT ALL",
        "EXCEPT ALL",
      ]);
      const side = () => {
        const { sql } = this.#query(depth - 1, [], kinds);
        return this.#chance(0.3) ? `(${sql} ${this.#ordered(kinds)})` : `(${sql})`;
      };
      return { sql: `${side()} ${operation} ${side()}`, kinds };
    }
    return { sql: this.#select(depth, outer, kinds), kinds };
  }

  #select(depth: number, outer: readonly Column[], kinds: readonly Kind[]): string {
    const from = this.#from(depth);
    const columns = from.columns;
    const seen = outer.length > 0 ? [...columns, ...outer] : columns;
    const where = this.#chance(0.5) ? ` WHERE ${this.#boolean(seen, 2, depth)}` : "";
    const named = (sql: string, i: number) => `${sql} AS c${i + 1}`;
    if (this.#chance(0.35)) {
      const keys = this.#some(columns, this.#whole(0, 2));
      const items = kinds.map((kind) => {
        const key = keys.find((one) => one.kind === kind);
        return key !== undefined && this.#chance(0.6) ? key.sql : this.#aggregate(kind, columns);
      });
      const having = this.#chance(0.3) ? ` HAVING ${this.#having(keys, columns)}` : "";
      return `SELECT ${items.map(named).join(", ")}${from.sql}${where}${this.#groupBy(keys)}${having}`;
    }
    const items = kinds.map((kind) =>
      depth > 1 && this.#chance(0.2) ? this.#window(kind, columns) : this.#value(kind, columns, 2, depth),
    );
    const distinct = this.#chance(0.15) ? "DISTINCT " : "";
    return `SELECT ${distinct}${items.map(named).join(", ")}${from.sql}${where}`;
  }

  #groupBy(keys: readonly Column[]): string {
    if (keys.length === 0) return this.#chance(0.1) ? " GROUP BY GROUPING SETS (())" : "";
    const list = keys.map(({ sql }) => sql).join(", ");
    switch (this.#whole(0, 7)) {
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
    const key = keys.length > 0 && this.#chance(0.4) ? this.#one(keys) : undefined;
    if (key !== undefined) return `${key.sql} IS NOT NULL`;
    return `${this.#aggregate("number", columns)} ${this.#one(["<", ">", ">=", "<>"])} ${this.#whole(-2, 8)}`;
  }

  #from(depth: number): { readonly sql: string; readonly columns: readonly Column[] } {
    let { sql, columns } = this.#table(depth);
    for (let joins = this.#chance(0.45) ? this.#whole(1, 2) : 0; joins > 0; joins--) {
      const right = this.#table(depth);
      const how = this.#one([
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
    if (pairs.length === 0) return this.#boolean([...left, ...right], 1, 0);
    const [one, two] = this.#one(pairs);
    const equal = `${one!.sql} ${this.#one(["=", "=", "=", "<=>", "<"])} ${two!.sql}`;
    if (this.#chance(0.75)) return equal;
    return `${equal} ${this.#one(["AND", "AND", "OR"])} ${this.#boolean([...left, ...right], 1, 0)}`;
  }

  #table(depth: number): { sql: string; columns: readonly Column[] } {
    const alias = this.#alias("t");
    if (depth > 0 && this.#chance(0.25)) {
      const { sql, kinds } = this.#query(depth - 1, [], undefined);
      return { sql: `(${sql}) ${alias}`, columns: numbered(alias, kinds) };
    }
    if (this.#named.length > 0 && this.#chance(0.4)) {
      const { name, kinds } = this.#one(this.#named);
      return { sql: `${name} ${alias}`, columns: numbered(alias, kinds) };
    }
    const table = this.#one(Object.keys(COLUMNS));
    const columns = Object.entries(COLUMNS[table]!).map(([name, kind]) => ({
      sql: `${alias}.${name}`,
      kind,
    }));
    return { sql: `${table} ${alias}`, columns };
  }

  #aggregate(kind: Kind, columns: readonly Column[]): string {
    const of = (wanted: Kind) => this.#value(wanted, columns, 1, 0);
    const filter = this.#chance(0.15) ? ` FILTER (WHERE ${this.#boolean(columns, 1, 0)})` : "";
    if (kind === "number") {
      const call = this.#one([
        () => "count(*)",
        () => `count(${of(this.#one(KINDS))})`,
        () => `count(DISTINCT ${of(this.#one(KINDS))})`,
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
      return `${this.#one(["bool_and", "bool_or", "every", "max"])}(${of("boolean")})${filter}`;
    return `${this.#one(["min", "max"])}(${of(kind)})${filter}`;
  }

  #window(kind: Kind, columns: readonly Column[]): string {
    const partition = this.#chance(0.6) ? `PARTITION BY ${this.#one(columns).sql}` : "";
    // In an order of all columns, rows that are equal are the same.
    const order = `ORDER BY ${columns.map(({ sql }) => `${sql}${this.#one(["", " DESC", " NULLS LAST"])}`).join(", ")}`;
    const over = (frame: string) =>
      ` OVER (${[partition, order, frame].filter((part) => part !== "").join(" ")})`;
    const rows = this.#one([
      "",
      "",
      "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
      "ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
      "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
      "ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING",
    ]);
    const value = this.#value(kind, columns, 1, 0);
    if (kind === "number" && this.#chance(0.5)) {
      if (this.#chance(0.4))
        return `${this.#one(["rank()", "dense_rank()", "ntile(2)", "cume_dist()"])}${over("")}`;
      return `${this.#one(["sum", "count", "avg"])}(${value})${over(rows)}`;
    }
    return this.#one([
      () => `${this.#one(kind === "boolean" ? ["max", "bool_or"] : ["min", "max"])}(${value})${over(rows)}`,
      () =>
        `${this.#one(["first_value", "last_value"])}(${value})${this.#one(["", " IGNORE NULLS"])}${over(rows)}`,
      () => `${this.#one(["lag", "lead"])}(${value}${this.#one(["", ", 2", ", -1"])})${over("")}`,
    ])();
  }

  #value(kind: Kind, columns: readonly Column[], levels: number, depth: number): string {
    if (depth > 0 && this.#chance(0.08)) return this.#scalar(kind, columns, depth);
    const own = columns.filter((column) => column.kind === kind);
    if (levels === 0 || this.#chance(0.4)) {
      return own.length > 0 && this.#chance(0.85) ? this.#one(own).sql : this.#literal(kind);
    }
    const of = (wanted: Kind) => this.#value(wanted, columns, levels - 1, depth);
    const condition = () => this.#boolean(columns, levels - 1, depth);
    const any: readonly (() => string)[] = [
      () => `CASE WHEN ${condition()} THEN ${of(kind)} ELSE ${of(kind)} END`,
      () => `CASE WHEN ${condition()} THEN ${of(kind)} END`,
      () => `coalesce(${of(kind)}, ${of(kind)})`,
      () => `nullif(${of(kind)}, ${of(kind)})`,
      () => `if(${condition()}, ${of(kind)}, ${of(kind)})`,
    ];
    const byKind: Readonly<Record<Kind, readonly (() => string)[]>> = {
      number: [
        () => `(${of("number")} ${this.#one(["+", "-", "*"])} ${of("number")})`,
        () => `(${of("number")} / nullif(${of("number")}, 0))`,
        () => `(${of("number")} % ${this.#one(["3", "2.5BD", "-2"])})`,
        () => `abs(${of("number")})`,
        () => `-${of("number")}`,
        () => `length(${of("string")})`,
        () => `${this.#one(["greatest", "least"])}(${of("number")}, ${of("number")})`,
        () => `round(${of("number")}, ${this.#whole(-1, 1)})`,
        () => `cast(${of("number")} AS ${this.#one(["int", "bigint", "double", "decimal(12,3)"])})`,
        () => `${this.#one(["year", "month", "dayofweek"])}(${of("date")})`,
        () => `datediff(${of("date")}, ${of("date")})`,
        () => `cast(${of("boolean")} AS int)`,
      ],
      string: [
        () => `concat(${of("string")}, ${of("string")})`,
        () => `(${of("string")} || '-')`,
        () => `${this.#one(["upper", "lower", "trim", "reverse"])}(${of("string")})`,
        () => `substring(${of("string")}, ${this.#whole(-2, 3)}, ${this.#whole(0, 3)})`,
        () => `cast(${of(this.#one(KINDS))} AS string)`,
        () => `concat_ws('+', ${of("string")}, ${of("string")})`,
      ],
      boolean: [condition],
      date: [
        () => `date_add(${of("date")}, ${this.#whole(-40, 40)})`,
        () => `last_day(${of("date")})`,
        () => `(${of("date")} + INTERVAL ${this.#whole(1, 14)} MONTH)`,
        () => `greatest(${of("date")}, ${of("date")})`,
      ],
    };
    return this.#one([...any, ...byKind[kind], ...byKind[kind]])();
  }

  /** A subquery that gives one value. */
  #scalar(kind: Kind, columns: readonly Column[], depth: number): string {
    const from = this.#from(0);
    const outer = this.#chance(0.5) ? this.#correlation(from.columns, columns) : undefined;
    const condition = outer ?? (this.#chance(0.5) ? this.#boolean(from.columns, 1, depth - 1) : "true");
    return `(SELECT ${this.#aggregate(kind, from.columns)}${from.sql} WHERE ${condition})`;
  }

  #correlation(inner: readonly Column[], outer: readonly Column[]): string | undefined {
    const pairs = inner.flatMap((one) =>
      outer.filter(({ kind }) => kind === one.kind).map((two) => [one, two]),
    );
    if (pairs.length === 0) return undefined;
    const [one, two] = this.#one(pairs);
    return `${one!.sql} ${this.#one(["=", "=", "<=>", "<"])} ${two!.sql}`;
  }

  #boolean(columns: readonly Column[], levels: number, depth: number): string {
    const own = columns.filter(({ kind }) => kind === "boolean");
    if (levels === 0)
      return own.length > 0 && this.#chance(0.3) ? this.#one(own).sql : this.#comparison(columns, 0, 0);
    if (depth > 0 && this.#chance(0.2)) return this.#ofSubquery(columns, depth);
    const of = () => this.#boolean(columns, levels - 1, depth);
    const kind = this.#one(KINDS);
    const value = (wanted: Kind) => this.#value(wanted, columns, levels - 1, depth);
    return this.#one([
      () => this.#comparison(columns, levels - 1, depth),
      () => this.#comparison(columns, levels - 1, depth),
      () => `(${of()} AND ${of()})`,
      () => `(${of()} OR ${of()})`,
      () => `NOT (${of()})`,
      () => `${value(kind)} IS ${this.#one(["", "NOT "])}NULL`,
      () => `${value(kind)} ${this.#one(["", "NOT "])}IN (${this.#list(kind)})`,
      () => `${value(kind)} ${this.#one(["", "NOT "])}BETWEEN ${value(kind)} AND ${value(kind)}`,
      () =>
        `${value("string")} ${this.#one(["", "NOT "])}LIKE ${this.#one(["'a%'", "'%b'", "'_o_'", "'%'"])}`,
      () => `(${value("boolean")}) IS ${this.#one(["", "NOT "])}${this.#one(["TRUE", "FALSE", "UNKNOWN"])}`,
    ])();
  }

  #comparison(columns: readonly Column[], levels: number, depth: number): string {
    const kind = this.#one(KINDS);
    const [one, two] = [0, 0].map(() => this.#value(kind, columns, levels, depth));
    return `${one} ${this.#one(["=", "<>", "<", "<=", ">", ">=", "<=>"])} ${two}`;
  }

  #ofSubquery(columns: readonly Column[], depth: number): string {
    const not = this.#one(["", "", "NOT "]);
    if (this.#chance(0.5)) {
      const from = this.#from(0);
      const outer = this.#correlation(from.columns, columns) ?? "true";
      const more = this.#chance(0.3) ? ` AND ${this.#boolean(from.columns, 1, depth - 1)}` : "";
      return `${not}EXISTS (SELECT 1${from.sql} WHERE ${outer}${more})`;
    }
    const kind = this.#one(KINDS);
    const value = this.#value(kind, columns, 1, 0);
    if (this.#chance(0.4)) {
      const from = this.#from(0);
      const outer = this.#correlation(from.columns, columns) ?? "true";
      return `${value} ${not}IN (SELECT ${this.#value(kind, from.columns, 1, 0)}${from.sql} WHERE ${outer})`;
    }
    return `${value} ${not}IN (${this.#query(depth - 1, [], [kind]).sql})`;
  }

  #list(kind: Kind): string {
    return Array.from({ length: this.#whole(1, 3) }, () => this.#literal(kind)).join(", ");
  }

  #literal(kind: Kind): string {
    if (this.#chance(0.1)) return `CAST(NULL AS ${kind === "number" ? "int" : kind})`;
    switch (kind) {
      case "number":
        return this.#one(["0", "1", "2", "5", "10", "-3", "1.5BD", "0.5D", "7L", "2S"]);
      case "string":
        return this.#one(["'ann'", "'bob'", "''", "'z'", "'a b'"]);
      case "boolean":
        return this.#one(["true", "false"]);
      case "date":
        return this.#one(["DATE '2024-01-05'", "DATE '2024-02-29'", "DATE '1999-12-31'"]);
    }
  }

  #alias(letter: string): string {
    return `${letter}${++this.#aliases}`;
  }

  #chance(of: number): boolean {
    return this.#random.next() < of;
  }

  #whole(from: number, to: number): number {
    return this.#random.integer(from, to);
  }

  #one<T>(from: readonly T[]): T {
    return this.#random.pick(from);
  }

  #shuffled<T>(from: readonly T[]): T[] {
    const all = [...from];
    for (let i = all.length - 1; i > 0; i--) {
      const j = this.#whole(0, i);
      [all[i], all[j]] = [all[j]!, all[i]!];
    }
    return all;
  }

  #some<T>(from: readonly T[], count: number): T[] {
    return this.#shuffled(from).slice(0, count);
  }
}

function numbered(alias: string, kinds: readonly Kind[]): Column[] {
  return kinds.map((kind, i) => ({ sql: `${alias}.c${i + 1}`, kind }));
}
