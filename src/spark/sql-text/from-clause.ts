/** What stands behind FROM. */
import { alias, relation } from "../plan/index.js";
import {
  type Expression,
  Join_JoinType as JoinType,
  type Relation,
  SetOperation_SetOpType as SetOpType,
} from "../proto/index.js";
import { nameText, QUERIES, type SqlExpressions } from "./expressions.js";
import { literalValue } from "./literals.js";
import { pivoted, unpivoted } from "./pivots.js";
import type { Scope } from "./scope.js";
import { notEmbedded } from "./syntax-error.js";
import { checked, type Fields, fieldsOf, isTree, kindOf, type Tree, treesOf } from "./tree.js";

/** What FROM needs of the reader of queries. */
export interface QueryReader {
  readonly expressions: SqlExpressions;
  queryOf(tree: Tree, scope: Scope): Promise<Relation>;
  /** The names of a relation's columns. @param why what can't be read without them */
  columnsOf(relation: Relation, why: string): Promise<readonly string[]>;
}

const KINDS: Readonly<Record<string, readonly [type: JoinType, ...words: string[]]>> = {
  Inner: [JoinType.INNER],
  Cross: [JoinType.CROSS],
  Implicit: [JoinType.CROSS],
  Left: [JoinType.LEFT_OUTER, "LEFT"],
  Right: [JoinType.RIGHT_OUTER, "RIGHT"],
  Full: [JoinType.FULL_OUTER, "FULL"],
  LeftSemi: [JoinType.LEFT_SEMI, "LEFT", "SEMI"],
  Semi: [JoinType.LEFT_SEMI, "SEMI"],
  LeftAnti: [JoinType.LEFT_ANTI, "LEFT", "ANTI"],
  Anti: [JoinType.LEFT_ANTI, "ANTI"],
  Natural: [JoinType.INNER, "NATURAL"],
  NaturalLeft: [JoinType.LEFT_OUTER, "NATURAL", "LEFT"],
  NaturalRight: [JoinType.RIGHT_OUTER, "NATURAL", "RIGHT"],
  NaturalFull: [JoinType.FULL_OUTER, "NATURAL", "FULL"],
};

/** A table of FROM. Lateral ones see the columns of those before them. */
interface Source {
  readonly relation: Relation;
  readonly lateral: boolean;
}

/** @param views the parser's LATERAL VIEWs */
export async function fromClause(
  reader: QueryReader,
  from: readonly Tree[],
  joins: readonly Fields[],
  views: readonly Fields[],
  scope: Scope,
): Promise<Relation> {
  let left: Relation | undefined;
  for (const tree of from) {
    const source = await sourceOf(reader, tree, scope);
    left = left === undefined ? source.relation : crossed(left, source);
  }
  left = await joined(reader, left!, joins, scope);
  for (const view of views) left = await lateralView(reader, left, view, scope);
  return left;
}

function crossed(left: Relation, { relation: right, lateral }: Source): Relation {
  return lateral
    ? relation("lateralJoin", { left, right, joinType: JoinType.INNER })
    : relation("join", { left, right, joinType: JoinType.CROSS });
}

async function joined(
  reader: QueryReader,
  first: Relation,
  joins: readonly Fields[],
  scope: Scope,
): Promise<Relation> {
  let left = first;
  for (const join of joins) {
    const {
      this: tree,
      on,
      using,
      kind,
      deferred_condition,
    } = checked("join", join, ["this", "on", "using", "kind", "deferred_condition"]);
    const { reader: atoms } = reader.expressions;
    if (deferred_condition === true) throw atoms.syntax(atoms.text.length, "ON");
    const [joinType, ...words] = KINDS[kind as string] ?? [];
    if (joinType === undefined) throw notEmbedded(`a join that is ${String(kind)}`);
    for (const word of words) atoms.took(word);
    const { relation: right, lateral } = await sourceOf(reader, tree as Tree, scope);
    const usingColumns = atoms.names(using);
    const condition = on ? { joinCondition: await reader.expressions.of(on as Tree, scope) } : {};
    if (words[0] === "NATURAL") {
      if (lateral || on || usingColumns.length > 0) throw atoms.syntax(atoms.text.length, "");
      left = await natural(reader, left, right, joinType);
    } else if (lateral) {
      if (usingColumns.length > 0) throw notEmbedded("a lateral join with USING");
      left = relation("lateralJoin", { left, right, ...condition, joinType });
    } else {
      left = relation("join", { left, right, ...condition, joinType, usingColumns });
    }
  }
  return left;
}

async function natural(
  reader: QueryReader,
  left: Relation,
  right: Relation,
  joinType: JoinType,
): Promise<Relation> {
  const others = new Set((await reader.columnsOf(right, "NATURAL JOIN")).map((name) => name.toLowerCase()));
  const usingColumns = (await reader.columnsOf(left, "NATURAL JOIN")).filter((name) =>
    others.has(name.toLowerCase()),
  );
  return usingColumns.length === 0
    ? relation("join", { left, right, joinType: joinType === JoinType.INNER ? JoinType.CROSS : joinType })
    : relation("join", { left, right, joinType, usingColumns });
}

/** Those that have a twin which keeps a row without any, with nulls. */
const WITH_OUTER = new Set(["explode", "posexplode", "inline"]);

async function lateralView(
  reader: QueryReader,
  left: Relation,
  view: Fields,
  scope: Scope,
): Promise<Relation> {
  const known = ["this", "table_alias", "column_aliases", "outer"];
  const { this: tree, table_alias, column_aliases, outer } = checked("lateral view", view, known);
  const atoms = reader.expressions.reader;
  atoms.took("LATERAL");
  const made = await tableFunction(reader, tree as Tree, scope);
  // A left outer join isn't the same: Spark's own loses the rows of empty arrays there.
  if (outer === true) outerFunction(made);
  const right = aliased(made, table_alias ? atoms.name(table_alias) : undefined, atoms.names(column_aliases));
  return relation("lateralJoin", { left, right, joinType: JoinType.INNER });
}

function outerFunction({ relType }: Relation): void {
  const called = relType.case === "unresolvedTableValuedFunction" ? relType.value : undefined;
  const name = called?.functionName.toLowerCase() ?? "range";
  if (called === undefined || !WITH_OUTER.has(name)) throw notEmbedded(`LATERAL VIEW OUTER ${name}`);
  called.functionName = `${name}_outer`;
}

function aliased(of: Relation, name: string | undefined, columns: readonly string[]): Relation {
  const renamed = columns.length === 0 ? of : relation("toDf", { input: of, columnNames: [...columns] });
  return name === undefined || name === ""
    ? renamed
    : relation("subqueryAlias", { input: renamed, alias: name });
}

const ALIASES = ["alias", "column_aliases"];

async function sourceOf(reader: QueryReader, tree: Tree, scope: Scope): Promise<Source> {
  const kind = kindOf(tree);
  const atoms = reader.expressions.reader;
  const named = (fields: Fields, of: Relation): Relation =>
    aliased(of, fields.alias ? atoms.name(fields.alias) : undefined, atoms.names(fields.column_aliases));
  switch (kind) {
    case "table": {
      const fields = fieldsOf(tree, ["name", "table_sample", ...ALIASES]);
      let made = table(reader, fields.name, scope);
      if (fields.table_sample) made = await sampled(reader, made, fields.table_sample as Fields, scope);
      return { relation: named(fields, made), lateral: false };
    }
    case "subquery": {
      const fields = fieldsOf(tree, ["this", "lateral", "order_by", "limit", "offset", ...ALIASES]);
      const { alias: _, column_aliases: __, lateral, ...inner } = fields;
      if (lateral === true) atoms.took("LATERAL");
      return {
        relation: named(fields, await reader.queryOf({ subquery: inner }, scope)),
        lateral: lateral === true,
      };
    }
    case "values": {
      const { alias: _, column_aliases: __, ...inner } = fieldsOf(tree, ["expressions", ...ALIASES]);
      return {
        relation: named(tree.values as Fields, await reader.queryOf({ values: inner }, scope)),
        lateral: false,
      };
    }
    case "paren": {
      const inner = fieldsOf(tree, ["this"]).this as Tree;
      return sourceOf(reader, inner, scope);
    }
    case "joined_table": {
      const fields = fieldsOf(tree, ["left", "joins", ...ALIASES]);
      const { relation: first } = await sourceOf(reader, fields.left as Tree, scope);
      const made = await joined(reader, first, (fields.joins ?? []) as readonly Fields[], scope);
      return { relation: named(fields, made), lateral: false };
    }
    case "alias": {
      const fields = fieldsOf(tree, ["this", ...ALIASES]);
      const inner = await sourceOf(reader, fields.this as Tree, scope);
      return { ...inner, relation: named(fields, inner.relation) };
    }
    case "table_sample": {
      const { this: inner, sample } = fieldsOf(tree, ["this", "sample"]);
      const source = await sourceOf(reader, inner as Tree, scope);
      return { ...source, relation: await sampled(reader, source.relation, sample as Fields, scope) };
    }
    case "lateral": {
      const fields = fieldsOf(tree, ["this", ...ALIASES]);
      atoms.took("LATERAL");
      const inner = await sourceOf(reader, fields.this as Tree, scope);
      return { relation: named(fields, inner.relation), lateral: true };
    }
    case "function":
      return { relation: await tableFunction(reader, tree, scope), lateral: false };
    case "pivot":
      return {
        relation: await pivoted(
          reader,
          tree,
          scope,
          async (inner) => (await sourceOf(reader, inner, scope)).relation,
        ),
        lateral: false,
      };
    case "unpivot":
      return {
        relation: await unpivoted(
          reader,
          tree,
          async (inner) => (await sourceOf(reader, inner, scope)).relation,
        ),
        lateral: false,
      };
    default:
      if (QUERIES.has(kind)) return { relation: await reader.queryOf(tree, scope), lateral: false };
      throw notEmbedded(`SQL's ${kind.replaceAll("_", " ")} in FROM`);
  }
}

function table(reader: QueryReader, identifier: unknown, scope: Scope): Relation {
  const parts = reader.expressions.reader.parts(identifier);
  const query = parts.length === 1 ? scope.queries.get(parts[0]!.toLowerCase()) : undefined;
  if (query !== undefined) return relation("subqueryAlias", { input: query(), alias: parts[0]! });
  return relation("read", {
    readType: { case: "namedTable", value: { unparsedIdentifier: nameText(parts) } },
  });
}

async function tableFunction(reader: QueryReader, tree: Tree, scope: Scope): Promise<Relation> {
  const { name, args } = fieldsOf(tree, ["name", "args"]);
  const atom = reader.expressions.reader.atom(name as string);
  if (atom.kind !== "function" || atom.parts.length !== 1)
    throw notEmbedded("a table function of a database");
  const values = await reader.expressions.all(treesOf(args), scope);
  const functionName = atom.parts[0]!;
  return (
    (functionName.toLowerCase() === "range" ? range(values) : undefined) ??
    relation("unresolvedTableValuedFunction", { functionName, arguments: values })
  );
}

function range(args: readonly Expression[]): Relation | undefined {
  const numbers = args.map((arg) => {
    const literal = literalValue(arg);
    return literal?.case === "integer" || literal?.case === "long" ? BigInt(literal.value) : undefined;
  });
  if (numbers.includes(undefined) || numbers.length === 0 || numbers.length > 4) return undefined;
  const [first, second, step, parts] = numbers as bigint[];
  return relation("range", {
    start: second === undefined ? 0n : first!,
    end: second ?? first!,
    step: step ?? 1n,
    ...(parts === undefined ? {} : { numPartitions: Number(parts) }),
  });
}

async function sampled(
  reader: QueryReader,
  input: Relation,
  sample: Fields,
  scope: Scope,
): Promise<Relation> {
  const { method, size, seed, bucket_numerator, bucket_denominator } = checked("tablesample", sample, [
    "method",
    "size",
    "seed",
    "is_percent",
    "bucket_numerator",
    "bucket_denominator",
  ]);
  const numberOf = async (tree: unknown): Promise<number> => {
    const literal = isTree(tree) ? literalValue(await reader.expressions.of(tree, scope)) : undefined;
    switch (literal?.case) {
      case "integer":
      case "double":
        return literal.value;
      case "decimal":
        return Number(literal.value.value);
      default:
        throw notEmbedded("TABLESAMPLE of something that is no number");
    }
  };
  const seeded = seed ? { seed: BigInt(await numberOf(seed)) } : {};
  const share = (upperBound: number): Relation => {
    if (!(upperBound >= 0 && upperBound <= 1))
      throw notEmbedded("TABLESAMPLE of less than nothing or more than all");
    return relation("sample", { input, lowerBound: 0, upperBound, withReplacement: false, ...seeded });
  };
  if (method === "Percent") return share((await numberOf(size)) / 100);
  if (method === "Row") return relation("limit", { input, limit: await numberOf(size) });
  if (method !== "Bucket") throw notEmbedded(`TABLESAMPLE that is ${String(method)}`);
  return share((await numberOf(bucket_numerator)) / (await numberOf(bucket_denominator)));
}

/** `VALUES (1, 'a'), (2, 'b')`. */
export async function valuesOf(reader: QueryReader, tree: Tree, scope: Scope): Promise<Relation> {
  const rows: Relation[] = [];
  for (const row of (fieldsOf(tree, ["expressions"]).expressions ?? []) as readonly Fields[]) {
    const values = unpacked(await reader.expressions.all(withoutTuple(treesOf(row.expressions)), scope));
    rows.push(relation("project", { expressions: values.map((value, i) => alias(value, `col${i + 1}`)) }));
  }
  return together(rows);
}

/** `((1, 2))` is as `(1, 2)`. */
function withoutTuple(trees: readonly Tree[]): readonly Tree[] {
  const [only] = trees;
  if (trees.length !== 1 || only === undefined) return trees;
  return kindOf(only) === "tuple" ? treesOf(fieldsOf(only, ["expressions"]).expressions) : trees;
}

/** A row that is a struct is its fields. */
function unpacked(values: readonly Expression[]): readonly Expression[] {
  const [{ exprType } = { exprType: undefined }] = values;
  if (values.length !== 1 || exprType?.case !== "unresolvedFunction") return values;
  if (exprType.value.functionName.toLowerCase() !== "struct") return values;
  return exprType.value.arguments.map((field) =>
    field.exprType.case === "alias" ? field.exprType.value.expr! : field,
  );
}

/** A balanced tree: one as deep as there are rows would be too deep. */
function together(rows: readonly Relation[]): Relation {
  if (rows.length === 1) return rows[0]!;
  const half = rows.length >> 1;
  return relation("setOp", {
    leftInput: together(rows.slice(0, half)),
    rightInput: together(rows.slice(half)),
    setOpType: SetOpType.UNION,
    isAll: true,
  });
}
