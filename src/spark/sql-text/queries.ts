/** The parser's trees of queries → relations. */
import { attribute, relation, withSubqueries } from "../plan/index.js";
import { type Expression, type Relation, SetOperation_SetOpType as SetOpType } from "../proto/index.js";
import { nameText, SqlExpressions } from "./expressions.js";
import { fromClause, type QueryReader, valuesOf } from "./from-clause.js";
import { afterGrouping, grouped } from "./grouping.js";
import { hinted } from "./hints.js";
import { integerLiteral, literalValue } from "./literals.js";
import { orderByAll } from "./order-by-all.js";
import { qualified } from "./qualify.js";
import { isRandom } from "./random-calls.js";
import { recursiveCte, renamed } from "./recursive-cte.js";
import type { Scope } from "./scope.js";
import { notEmbedded } from "./syntax-error.js";
import { checked, type Fields, fieldsOf, kindOf, type Reader, type Tree, treesOf } from "./tree.js";
import { sortOrders, windowParts } from "./windows.js";

/** The names of a relation's columns: what an engine's analysis says. */
export type ColumnsOf = (relation: Relation) => Promise<readonly string[]>;

const SELECT = [
  "expressions",
  "from",
  "joins",
  "lateral_views",
  "where_clause",
  "group_by",
  "having",
  "qualify",
  "qualify_after_window",
  "distinct",
  "order_by",
  "sort_by",
  "cluster_by",
  "distribute_by",
  "limit",
  "offset",
  "windows",
  "with",
];
/** Clauses that put the rows of a whole query in order. */
export const ORGANISED = ["order_by", "sort_by", "cluster_by", "distribute_by", "limit", "offset"];
/** Strongest first; those of one line from left to right. */
const SET_OPERATIONS = [["intersect"], ["union", "except"]];

export class SqlQueries implements QueryReader {
  readonly expressions: SqlExpressions;
  readonly #reader: Reader;
  readonly #columnsOf: ColumnsOf | undefined;

  constructor(reader: Reader, columnsOf: ColumnsOf | undefined) {
    this.#reader = reader;
    this.#columnsOf = columnsOf;
    this.expressions = new SqlExpressions(reader, (tree, scope) => this.queryOf(tree, scope));
  }

  async columnsOf(of: Relation, why: string): Promise<readonly string[]> {
    if (this.#columnsOf === undefined) throw notEmbedded(why);
    return this.#columnsOf(of);
  }

  async queryOf(tree: Tree, scope: Scope): Promise<Relation> {
    const kind = kindOf(tree);
    switch (kind) {
      case "select":
        return this.#select(fieldsOf(tree, SELECT), scope);
      case "union":
      case "intersect":
      case "except":
        return this.#setOperations(tree, scope);
      case "subquery": {
        const fields = fieldsOf(tree, ["this", "with", ...ORGANISED]);
        const inner = await this.#with(fields.with, scope);
        return this.#organised(await this.queryOf(fields.this as Tree, inner), fields, 0, inner);
      }
      case "paren":
        return this.queryOf(fieldsOf(tree, ["this"]).this as Tree, scope);
      case "values":
        return valuesOf(this, tree, scope);
      default:
        throw notEmbedded(`SQL's ${kind.replaceAll("_", " ")}`);
    }
  }

  async #with(clause: unknown, scope: Scope): Promise<Scope> {
    if (!clause) return scope;
    const { ctes, recursive } = checked("with", clause as Fields, ["ctes", "recursive"]);
    const queries = new Map(scope.queries);
    for (const cte of (ctes ?? []) as readonly Fields[]) {
      const { alias, this: tree, columns } = checked("with", cte, ["alias", "this", "columns"]);
      const columnNames = this.#reader.names(columns);
      const around = { ...scope, queries: new Map(queries) };
      const named =
        recursive === true
          ? await recursiveCte(
              this,
              { name: this.#reader.name(alias), columnNames, tree: tree as Tree },
              around,
            )
          : renamed(await this.queryOf(tree as Tree, around), columnNames);
      let used = false;
      queries.set(this.#reader.name(alias).toLowerCase(), () => {
        if (used && isRandom(named))
          throw notEmbedded("a query of WITH that is used twice and gives other rows each time");
        used = true;
        return named;
      });
    }
    return { ...scope, queries };
  }

  /** The parser takes them from left to right, but INTERSECT comes first. */
  async #setOperations(tree: Tree, outer: Scope): Promise<Relation> {
    const fields = fieldsOf(tree, ["left", "right", "all", "distinct", "with", ...ORGANISED]);
    const scope = await this.#with(fields.with, outer);
    const operands: Relation[] = [];
    const operations: { readonly kind: string; readonly fields: Fields }[] = [];
    const flatten = async (one: Tree): Promise<void> => {
      const kind = kindOf(one);
      if (!["union", "intersect", "except"].includes(kind)) {
        const inner = one[kind] as Fields;
        // Behind an operand it would be the whole's.
        if (kind === "select" && ORGANISED.some((name) => inner[name]))
          throw this.#reader.syntax(this.#reader.text.length, "");
        operands.push(await this.queryOf(one, scope));
        return;
      }
      const own = one === tree ? fields : fieldsOf(one, ["left", "right", "all", "distinct"]);
      await flatten(own.left as Tree);
      operations.push({ kind, fields: own });
      await flatten(own.right as Tree);
    };
    await flatten(tree);
    for (const kinds of SET_OPERATIONS) {
      for (let at = 0; at < operations.length; ) {
        const { kind, fields: own } = operations[at]!;
        if (!kinds.includes(kind)) {
          at++;
          continue;
        }
        operands.splice(at, 2, this.setOperation(kind, own, operands[at]!, operands[at + 1]!));
        operations.splice(at, 1);
      }
    }
    return this.#organised(operands[0]!, fields, 0, scope);
  }

  setOperation(kind: string, { all, distinct }: Fields, leftInput: Relation, rightInput: Relation): Relation {
    if (kind !== "except") this.#reader.took(kind.toUpperCase());
    if (distinct === true) this.#reader.took("DISTINCT");
    const type = { union: SetOpType.UNION, intersect: SetOpType.INTERSECT, except: SetOpType.EXCEPT }[kind]!;
    const made = relation("setOp", {
      leftInput,
      rightInput,
      setOpType: type,
      // A union of messages keeps all rows; SQL's doesn't.
      isAll: all === true,
    });
    return made;
  }

  async #select(select: Fields, outer: Scope): Promise<Relation> {
    let scope = await this.#with(select.with, outer);
    const windows = new Map(scope.windows);
    scope = { ...scope, windows };
    for (const window of (select.windows ?? []) as readonly Fields[]) {
      const { name, spec } = checked("window", window, ["name", "spec"]);
      const made = await windowParts(this.expressions, spec as Fields, scope);
      windows.set(this.#reader.name(name).toLowerCase(), async () => made);
    }
    let input = await this.#input(select, scope);
    if (select.where_clause) {
      this.#reader.took("WHERE");
      const { this: condition } = checked("where", select.where_clause as Fields, ["this"]);
      input = withSubqueries(
        relation("filter", {
          input: input ?? oneRow(),
          condition: await this.expressions.of(condition as Tree, scope),
        }),
      );
    }
    const { items, hint } = await this.#items(treesOf(select.expressions), input, scope);
    let made: Relation;
    let hidden: readonly string[] = [];
    const groupBy = select.group_by as Fields | undefined;
    if (groupBy || select.having) {
      const result = await grouped(this, input ?? oneRow(), items, groupBy ?? undefined, scope);
      made = withSubqueries(result.relation);
      hidden = result.hidden;
      if (select.having) {
        this.#reader.took("HAVING");
        const { this: condition } = checked("having", select.having as Fields, ["this"]);
        const having = await this.expressions.of(condition as Tree, scope);
        afterGrouping(having, result, items);
        made = withSubqueries(relation("filter", { input: made, condition: having }));
      }
    } else {
      made = withSubqueries(
        relation("project", { ...(input === undefined ? {} : { input }), expressions: items }),
      );
    }
    // The parser takes them in either order.
    if (select.qualify && treesOf(select.windows).length > 0 && select.qualify_after_window !== true) {
      throw this.#reader.syntax(this.#reader.text.length, "WINDOW");
    }
    if (select.qualify)
      made = await qualified(this.expressions, made, select.qualify as Fields, items, scope);
    if (hint !== undefined) made = hinted(made, hint);
    const distinct = select.distinct === true;
    if (distinct) {
      this.#reader.took("DISTINCT");
      made = relation("deduplicate", { input: without(made, hidden), allColumnsAsKeys: true });
      hidden = [];
    }
    return this.#organised(made, select, hidden.length, scope, hidden);
  }

  async #input(select: Fields, scope: Scope): Promise<Relation | undefined> {
    if (!select.from) return undefined;
    const { expressions } = checked("from", select.from as Fields, ["expressions"]);
    const joins = (select.joins ?? []) as readonly Fields[];
    const views = (select.lateral_views ?? []) as readonly Fields[];
    return fromClause(this, treesOf(expressions), joins, views, scope);
  }

  async #items(
    trees: readonly Tree[],
    input: Relation | undefined,
    scope: Scope,
  ): Promise<{ items: Expression[]; hint: string | undefined }> {
    const items: Expression[] = [];
    let hint: string | undefined;
    for (const tree of trees) {
      const atom = kindOf(tree) === "column" ? this.expressions.atomOf(tree) : undefined;
      if (atom?.kind === "hint") hint = atom.text;
      else if (kindOf(tree) === "star" && treesOf((tree.star as Fields).except).length > 0) {
        items.push(...(await this.#starExcept(tree, input)));
      } else items.push(await this.expressions.selected(tree, scope));
    }
    if (items.length === 0) throw this.#reader.syntax(this.#reader.text.length, "");
    return { items, hint };
  }

  /** Messages have no `* EXCEPT`, so the others are named. */
  async #starExcept(tree: Tree, input: Relation | undefined): Promise<Expression[]> {
    const { table, except } = fieldsOf(tree, ["table", "except"]);
    const out = new Set<string>();
    for (const identifier of (except ?? []) as readonly unknown[]) {
      const parts = this.#reader.parts(identifier);
      if (parts.length > 1) throw notEmbedded("* EXCEPT of a field");
      out.add(parts[0]!.toLowerCase());
    }
    const qualifier = table ? this.#reader.parts(table) : [];
    const star = relation("project", {
      ...(input === undefined ? {} : { input }),
      expressions: [this.expressions.star(table ? { star: { table } } : { star: {} })],
    });
    const columns = await this.columnsOf(star, "* EXCEPT");
    if (new Set(columns.map((name) => name.toLowerCase())).size < columns.length) {
      throw notEmbedded("* EXCEPT where two columns have the same name");
    }
    for (const name of out) {
      if (!columns.some((column) => column.toLowerCase() === name)) {
        throw this.#reader.wrong(
          "EXCEPT_RESOLVED_COLUMNS_WITHOUT_MATCH",
          `EXCEPT column \`${name}\` was resolved and expected to be StructType, but found a column that doesn't exist.`,
          { objectName: name },
          "42000",
        );
      }
    }
    return columns
      .filter((name) => !out.has(name.toLowerCase()))
      .map((name) => attribute(nameText([...qualifier, name])));
  }

  /** Puts rows in order and takes some, with the columns that are only for that. */
  async #organised(
    of: Relation,
    fields: Fields,
    shift: number,
    scope: Scope,
    hidden: readonly string[] = [],
  ): Promise<Relation> {
    let made = of;
    const expressionsOf = (clause: unknown, what: string): unknown =>
      Array.isArray(clause) ? clause : checked(what, clause as Fields, ["expressions"]).expressions;
    const sort = async (clause: unknown, isGlobal: boolean): Promise<void> => {
      const given = await sortOrders(this.expressions, expressionsOf(clause, "order by"), scope);
      const order = await orderByAll(this, given, made, shift);
      for (const one of order) {
        const literal = literalValue(one.child as Expression);
        if (literal?.case === "integer" && shift > 0) one.child = integerLiteral(literal.value + shift);
      }
      made = withSubqueries(relation("sort", { input: made, order, isGlobal }));
    };
    if (fields.order_by) await sort(fields.order_by, true);
    const by = fields.cluster_by ?? fields.distribute_by;
    if (by) {
      const keys = expressionsOf(by, "distribute by") as readonly Tree[];
      const trees = fields.cluster_by ? keys.map((key) => (key as Fields).this as Tree) : keys;
      made = relation("repartitionByExpression", {
        input: made,
        partitionExprs: await this.expressions.all(trees, scope),
      });
    }
    if (fields.cluster_by) await sort(fields.cluster_by, false);
    if (fields.sort_by) await sort(fields.sort_by, false);
    made = without(made, hidden);
    if (fields.offset)
      made = relation("offset", { input: made, offset: await this.#count(fields.offset, "OFFSET", scope) });
    if (fields.limit)
      made = relation("limit", { input: made, limit: await this.#count(fields.limit, "LIMIT", scope) });
    return made;
  }

  async #count(clause: unknown, word: string, scope: Scope): Promise<number> {
    this.#reader.took(word);
    const tree = "this" in (clause as Fields) ? ((clause as Fields).this as Tree) : (clause as Tree);
    const literal = literalValue(await this.expressions.of(tree, scope));
    if (literal?.case === "integer" && literal.value >= 0) return literal.value;
    throw notEmbedded(`${word} by something else than a number from 0`);
  }
}

/** What SELECT without FROM reads. */
function oneRow(): Relation {
  return relation("range", { start: 0n, end: 1n, step: 1n, numPartitions: 1 });
}

function without(of: Relation, hidden: readonly string[]): Relation {
  return hidden.length === 0 ? of : relation("drop", { input: of, columnNames: [...hidden] });
}
