/**
 * Plans as DuckDB's SQL: a select for each node, of columns called by their ids. Order is kept as DuckDB keeps it (preserve_insertion_order):
 * a sort below a limit, a filter or a select still says what comes first.
 */
import type {
  AggregateNode,
  FilterNode,
  GenerateNode,
  JoinNode,
  LeafNode,
  LeafSource,
  PlanNode,
  SampleNode,
  SetNode,
} from "../analyze/plan-node.js";
import {
  hasRowNumber,
  hasRowNumberInWindow,
  ROW_NUMBER,
  seesAllRows,
  withRowNumber,
} from "../expression/row-number.js";
import { groupedSql, isRegrouped } from "../expression/sort-order.js";
import { attributeSql, sortKeySql, sqlOf } from "../expression/to-sql.js";
import type { Attribute, Typed } from "../expression/typed.js";
import type { SqlContext } from "../functions/function-spec.js";
import { allOf, type Filtered, semiJoins } from "./semi-joins.js";

/** What a column with the numbers of the rows is called. */
const ROW = "row_place";

/** More than there can be. */
const MOST_ROWS = 2n ** 62n;

/** Where the rows of leaves are, once they are ready. */
export type Sources = (leaf: LeafNode) => LeafSource;

/** SQL of plans whose leaves are ready. */
export class PlanSql {
  readonly #sources: Sources;
  readonly #ofSubquery: (plan: PlanNode) => PlanNode;
  readonly #context: SqlContext;

  /** @param ofSubquery what stands for the plan of a subquery: without the calls that its leaves make */
  constructor(sources: Sources, ofSubquery: (plan: PlanNode) => PlanNode, context: SqlContext) {
    this.#sources = sources;
    this.#ofSubquery = ofSubquery;
    this.#context = context;
  }

  /** The whole of a query: the columns of the output in their order, one that is there twice too. */
  query(node: PlanNode): string {
    if (node.output.length === 0) return `SELECT NULL AS none FROM (${this.select(node)})`;
    const columns = node.output.map(({ id }, i) => `${attributeSql(id)} AS o${i}`);
    return `SELECT ${columns.join(", ")} FROM (${this.select(node)})`;
  }

  /** For a subquery: just the columns of the output. */
  columns(node: PlanNode): string {
    return `SELECT ${list(node.output.map(({ id }) => attributeSql(id)))} FROM (${this.select(node)})`;
  }

  /** A select that has the node's columns, and maybe others. */
  select(node: PlanNode): string {
    switch (node.kind) {
      case "leaf":
        return this.#leaf(node);
      case "project": {
        const items = distinct(node.items, ({ attribute }) => attribute.id);
        const below = items.some(({ value }) => hasRowNumberInWindow(value));
        const columns = items.map(
          ({ attribute, value }) =>
            `${this.#expression(below ? withRowNumber(value, ROW) : value)} AS ${attributeSql(attribute.id)}`,
        );
        // DuckDB moves no filter below a limit.
        const fence = items.some(({ value }) => seesAllRows(value)) ? ` LIMIT ${MOST_ROWS}` : "";
        return `SELECT ${list(columns)} FROM (${below ? this.#numbered(node.input) : this.select(node.input)})${fence}`;
      }
      case "filter": {
        const joined = semiJoins(node, this.#ofSubquery);
        if (joined !== undefined) return this.#semiJoined(node, joined);
        if (!hasRowNumber(node.condition))
          return `SELECT * FROM (${this.select(node.input)}) WHERE ${this.#expression(node.condition)}`;
        const condition = this.#expression(withRowNumber(node.condition, ROW));
        return `SELECT * EXCLUDE (${ROW}) FROM (${this.#numbered(node.input)}) WHERE ${condition}`;
      }
      case "sort":
        if (node.keys.length === 0) return this.select(node.input);
        return `SELECT * FROM (${this.select(node.input)}) ORDER BY ${this.#order(node.keys)}`;
      case "limit": {
        const limit = node.limit === undefined ? "" : ` LIMIT ${node.limit}`;
        const offset = node.offset === 0 ? "" : ` OFFSET ${node.offset}`;
        // Behind a sort it is a part of that select, so that only so many rows are kept while sorting.
        if (node.input.kind === "sort" && node.input.keys.length > 0)
          return `${this.select(node.input)}${limit}${offset}`;
        return `SELECT * FROM (${this.select(node.input)})${limit}${offset}`;
      }
      case "tail":
        return `SELECT * EXCLUDE (tail_row, tail_rows) FROM (SELECT *, row_number() OVER () AS tail_row, count(*) OVER () AS tail_rows FROM (${this.select(node.input)})) WHERE tail_row > tail_rows - ${node.limit} ORDER BY tail_row`;
      case "aggregate":
        return this.#aggregate(node);
      case "join":
        return this.#join(node);
      case "set":
        return this.#set(node);
      case "distinct": {
        if (node.keys === "all") {
          const columns = distinct(node.output, ({ id }) => id).map(groupedColumn);
          return `SELECT DISTINCT ${list(columns)} FROM (${this.select(node.input)})`;
        }
        const on = node.keys.map(({ id }) => attributeSql(id));
        if (on.length === 0) return `SELECT * FROM (${this.select(node.input)}) LIMIT 1`;
        const replaced = node.keys.filter(({ type }) => isRegrouped(type)).map(groupedColumn);
        const replace = replaced.length === 0 ? "" : ` REPLACE (${replaced.join(", ")})`;
        return `SELECT DISTINCT ON (${on.join(", ")}) *${replace} FROM (${this.select(node.input)})`;
      }
      case "generate":
        return this.#generate(node);
      case "sample":
        return this.#sample(node);
      case "marker":
        return this.select(node.input);
      case "own":
        throw new TypeError(`the plan isn't cut at the function ${node.name}`);
    }
  }

  /** The rows with their numbers, for where DuckDB has no windows. */
  #numbered(input: PlanNode): string {
    return `SELECT *, ${this.#expression(ROW_NUMBER)} AS ${ROW} FROM (${this.select(input)})`;
  }

  #expression(typed: Typed): string {
    return sqlOf(typed, this.#context);
  }

  #order(keys: Extract<PlanNode, { kind: "sort" }>["keys"]): string {
    return keys.map((key) => sortKeySql(key, this.#context)).join(", ");
  }

  #leaf(leaf: LeafNode): string {
    const { from, columns } = this.#sources(leaf);
    return `SELECT ${list(leaf.output.map(({ id }, i) => `${columns[i]} AS ${attributeSql(id)}`))} FROM ${from}`;
  }

  #aggregate({ input, keys, sets, groupingId, aggregates }: AggregateNode): string {
    const names = keys.map(({ id }) => attributeSql(id));
    const columns = [
      ...names,
      ...(groupingId === undefined
        ? []
        : [
            `${names.length === 0 ? "0" : `GROUPING(${names.join(", ")})`} AS ${attributeSql(groupingId.id)}`,
          ]),
      ...aggregates.map(
        ({ attribute, value }) => `${this.#expression(value)} AS ${attributeSql(attribute.id)}`,
      ),
    ];
    if (columns.length === 0) columns.push("count(*) AS none");
    const groups =
      sets === undefined
        ? names.join(", ")
        : `GROUPING SETS (${sets.map((set) => `(${set.map((place) => names[place]).join(", ")})`).join(", ")})`;
    // DuckDB gives the set of no keys its row where there are no rows at all, which Spark doesn't.
    const having =
      keys.length > 0 && sets?.some((set) => set.length === 0) === true ? " HAVING count(*) > 0" : "";
    return `SELECT ${columns.join(", ")} FROM (${this.select(input)})${groups === "" ? "" : ` GROUP BY ${groups}`}${having}`;
  }

  #join({ left, right, how, condition, lateral }: JoinNode): string {
    const l = `(${this.select(left)}) AS l`;
    const r = `${lateral ? "LATERAL " : ""}(${this.select(right)}) AS r`;
    const on = condition === undefined ? "true" : this.#expression(condition);
    if (how === "semi" || how === "anti")
      return `SELECT l.* FROM ${l} ${how.toUpperCase()} JOIN ${r} ON ${on}`;
    const columns = [left, right].flatMap(({ output }) => output.map(({ id }) => attributeSql(id)));
    const select = `SELECT ${list([...new Set(columns)])} FROM ${l}`;
    if (condition === undefined && (how === "inner" || how === "cross")) return `${select} CROSS JOIN ${r}`;
    const word = how === "cross" ? "INNER" : how.toUpperCase();
    return `${select} ${word} JOIN ${r} ON ${on}`;
  }

  #semiJoined(filter: FilterNode, { rest, joins }: Filtered): string {
    const left = rest.length === 0 ? filter.input : { ...filter, condition: allOf(filter, rest) };
    return joins.reduce((rows, { how, right, on }) => {
      const conditions = on.map((part) => this.#expression(part)).join(" AND ");
      return `SELECT l.* FROM (${rows}) AS l ${how.toUpperCase()} JOIN (${this.select(right)}) AS r ON ${conditions}`;
    }, this.select(left));
  }

  #set({ how, all, inputs, output }: SetNode): string {
    const [first, ...rest] = inputs.map((input, i) => {
      const columns = input.output.map(({ id }, at) =>
        i === 0 ? `${attributeSql(id)} AS ${attributeSql(output[at]!.id)}` : attributeSql(id),
      );
      return `(SELECT ${list(columns)} FROM (${this.select(input)}))`;
    });
    const word = ` ${how.toUpperCase()}${all ? " ALL" : ""} `;
    const rows = [first, ...rest].join(word);
    if (how === "union" || !output.some(({ type }) => isRegrouped(type))) return rows;
    return `SELECT ${list(output.map(groupedColumn))} FROM (${rows})`;
  }

  #generate({ input, generator, outer, made }: GenerateNode): string {
    const rows = this.#expressionOfGenerator(generator);
    const wanted = outer ? `CASE WHEN len(${rows}) > 0 THEN ${rows} ELSE [NULL] END` : rows;
    const name = `g${made[0]?.id ?? 0}`;
    const columns = distinct(input.output, ({ id }) => id).map(({ id }) => attributeSql(id));
    const fields = made.map(({ id }, i) => `struct_extract_at(${name}, ${i + 1}) AS ${attributeSql(id)}`);
    return `SELECT ${list([...columns, ...fields])} FROM (SELECT *, unnest(${wanted}) AS ${name} FROM (${this.select(input)}))`;
  }

  #expressionOfGenerator(generator: GenerateNode["generator"]): string {
    return generator.sql(generator.args.map((arg) => this.#expression(arg)));
  }

  #sample({ input, seed, take }: SampleNode): string {
    const from = `(SELECT *, row_number() OVER () AS sample_row FROM (${this.select(input)}))`;
    const uniform = `(hash(sample_row, ${BigInt.asIntN(64, seed)}) / 18446744073709551616.0)`;
    const columns = `SELECT * EXCLUDE (sample_row) FROM ${from}`;
    switch (take.how) {
      case "range":
        return `${columns} WHERE ${uniform} >= ${take.from} AND ${uniform} < ${take.to}`;
      case "poisson":
        return `SELECT * EXCLUDE (sample_row, sample_copy) FROM (SELECT *, unnest(range(${poisson(take.mean, uniform)})) AS sample_copy FROM ${from})`;
      case "strata": {
        const column = this.#expression(take.column);
        const whens = take.fractions.map(
          ({ stratum, fraction }) =>
            `WHEN ${column} IS NOT DISTINCT FROM ${this.#expression(stratum)} THEN ${fraction}`,
        );
        const fraction = whens.length === 0 ? "0" : `CASE ${whens.join(" ")} ELSE 0 END`;
        return `${columns} WHERE ${uniform} < ${fraction}`;
      }
    }
  }
}

/** How often a row is there, by a number between 0 and 1: the inverse of Poisson's distribution. */
function poisson(mean: number, uniform: string): string {
  const whens: string[] = [];
  let probability = Math.exp(-mean);
  let sum = probability;
  let count = 0;
  // Until what is left is less than a uniform number can tell from 1.
  for (; sum < 1 - 1e-12 && count < 10 * (mean + 10); count++) {
    whens.push(`WHEN ${uniform} < ${sum} THEN ${count}`);
    probability *= mean / (count + 1);
    sum += probability;
  }
  return whens.length === 0 ? String(count) : `CASE ${whens.join(" ")} ELSE ${count} END`;
}

/** A column of rows that are there once each, which Spark finds by grouping them. */
function groupedColumn({ id, type }: Attribute): string {
  const name = attributeSql(id);
  return isRegrouped(type) ? `${groupedSql(name, type)} AS ${name}` : name;
}

function list(columns: readonly string[]): string {
  return columns.length === 0 ? "NULL AS none" : columns.join(", ");
}

function distinct<T>(items: readonly T[], id: (item: T) => number): T[] {
  return [...new Map(items.map((item) => [id(item), item])).values()];
}
