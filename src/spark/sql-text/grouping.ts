/** `GROUP BY` and `HAVING`. */
import { equals } from "@bufbuild/protobuf";
import { alias, relation } from "../plan/index.js";
import {
  type Expression,
  ExpressionSchema,
  Aggregate_GroupType as GroupType,
  type Relation,
} from "../proto/index.js";
import { AGGREGATES } from "./aggregate-names.js";
import { nameText, type SqlExpressions } from "./expressions.js";
import type { QueryReader } from "./from-clause.js";
import { literalValue } from "./literals.js";
import type { Scope } from "./scope.js";
import { notEmbedded } from "./syntax-error.js";
import { checked, type Fields, fieldsOf, kindOf, type Tree, treesOf } from "./tree.js";

/** A grouped query before its rows are put in order. */
export interface Grouped {
  readonly relation: Relation;
  /** Columns before those that were selected, which have to go in the end. */
  readonly hidden: readonly string[];
  /** What is grouped by, and the name of its column. */
  readonly keys: readonly (readonly [key: Expression, column: string | undefined])[];
}

/** @param items what is selected */
export async function grouped(
  reader: QueryReader,
  input: Relation,
  items: readonly Expression[],
  groupBy: Fields | undefined,
  scope: Scope,
): Promise<Grouped> {
  if (groupBy === undefined)
    return { relation: aggregate(input, GroupType.GROUPBY, [], items), hidden: [], keys: [] };
  const { expressions, all } = checked("group by", groupBy, ["expressions", "all"]);
  if (all === true) {
    const keys = items.map(withoutAlias).filter((item) => !hasAggregate(item));
    if (keys.some(({ exprType }) => exprType.case === "unresolvedStar"))
      throw notEmbedded("GROUP BY ALL with *");
    if (items.some((item) => hasAggregate(item) && namesOutsideAggregates(item))) {
      throw notEmbedded("GROUP BY ALL where a column stands beside an aggregate in one expression");
    }
    return plainly(input, keys, items);
  }
  const parts: Grouping[] = [];
  for (const tree of treesOf(expressions)) parts.push(await groupingOf(reader, tree, items, input, scope));
  const marker = parts.find(({ modifier }) => modifier !== undefined)?.modifier;
  const plain = parts.filter(({ modifier }) => modifier === undefined);
  if (marker !== undefined) {
    const keys = plain.flatMap(({ sets }) => sets[0]!);
    return sorted(input, marker, keys, items);
  }
  const [only] = plain;
  if (plain.length === 1 && only!.simple !== undefined)
    return sorted(input, only!.simple, only!.elements, items);
  if (plain.every(({ sets }) => sets.length === 1 && sets[0]!.length === 1)) {
    return plainly(
      input,
      plain.map(({ sets }) => sets[0]![0]!),
      items,
    );
  }
  return bySets(input, crossed(plain.map(({ sets }) => sets)), items);
}

interface Grouping {
  /** All combinations by which to group. */
  readonly sets: readonly (readonly Expression[])[];
  /** Of ROLLUP and CUBE of simple columns. */
  readonly simple?: GroupType;
  readonly elements: readonly Expression[];
  /** WITH ROLLUP, WITH CUBE */
  readonly modifier?: GroupType;
}

async function groupingOf(
  reader: QueryReader,
  tree: Tree,
  items: readonly Expression[],
  input: Relation,
  scope: Scope,
): Promise<Grouping> {
  const kind = kindOf(tree);
  if (kind === "rollup" || kind === "cube") {
    fieldsOf(tree, []);
    return { sets: [], elements: [], modifier: kind === "rollup" ? GroupType.ROLLUP : GroupType.CUBE };
  }
  const name = kind === "function" ? String((tree.function as Fields).name) : "";
  if (name !== "ROLLUP" && name !== "CUBE" && name !== "GROUPING SETS") {
    const key = await keyOf(reader, tree, items, input, scope);
    return { sets: [[key]], elements: [key] };
  }
  const { args } = fieldsOf(tree, ["name", "args"]);
  const elements: Expression[][] = [];
  for (const arg of treesOf(args)) {
    if (
      kindOf(arg) === "function" &&
      /^(?:ROLLUP|CUBE|GROUPING SETS)$/.test(String((arg.function as Fields).name))
    ) {
      elements.push(...(await groupingOf(reader, arg, items, input, scope)).sets.map((set) => [...set]));
      if (name !== "GROUPING SETS") throw notEmbedded(`${name} of another`);
      continue;
    }
    const element: Expression[] = [];
    for (const one of elementsOf(arg)) element.push(await keyOf(reader, one, items, input, scope));
    elements.push(element);
  }
  if (name === "GROUPING SETS") return { sets: elements, elements: [] };
  const sets = name === "ROLLUP" ? prefixes(elements) : subsets(elements);
  const simple = elements.every(({ length }) => length === 1);
  return {
    sets,
    elements: elements.flat(),
    ...(simple ? { simple: name === "ROLLUP" ? GroupType.ROLLUP : GroupType.CUBE } : {}),
  };
}

function elementsOf(tree: Tree): readonly Tree[] {
  if (kindOf(tree) === "tuple") return treesOf(fieldsOf(tree, ["expressions"]).expressions);
  return [tree];
}

/** The expression, or what was selected under a number or a name. */
async function keyOf(
  reader: QueryReader,
  tree: Tree,
  items: readonly Expression[],
  input: Relation,
  scope: Scope,
): Promise<Expression> {
  const key = await reader.expressions.of(tree, scope);
  const literal = literalValue(key);
  if (literal?.case === "integer") return ordinal(reader.expressions, literal.value, items);
  if (key.exprType.case !== "unresolvedAttribute") return key;
  const name = key.exprType.value.unparsedIdentifier;
  const item = items.find(
    ({ exprType }) =>
      exprType.case === "alias" &&
      exprType.value.name.length === 1 &&
      nameText(exprType.value.name).toLowerCase() === name.toLowerCase(),
  );
  if (item === undefined) return key;
  const expr = withoutAlias(item);
  if (equals(ExpressionSchema, expr, key)) return key;
  // A column of that name comes before what is selected under it.
  const columns = await reader.columnsOf(input, `GROUP BY ${name}, which is a name that SELECT gives,`);
  return columns.some((column) => nameText([column]).toLowerCase() === name.toLowerCase()) ? key : expr;
}

function ordinal(expressions: SqlExpressions, index: number, items: readonly Expression[]): Expression {
  const item = items[index - 1];
  if (items.slice(0, index).some(({ exprType }) => exprType.case === "unresolvedStar")) {
    throw notEmbedded("GROUP BY with a number that counts the columns of *");
  }
  if (item === undefined || index < 1) {
    throw expressions.reader.wrong(
      "GROUP_BY_POS_OUT_OF_RANGE",
      `GROUP BY position ${index} is not in select list (valid range is [1, ${items.length}]).`,
      { index: `${index}`, size: `${items.length}` },
      "42805",
    );
  }
  return withoutAlias(item);
}

function withoutAlias(item: Expression): Expression {
  return item.exprType.case === "alias" ? item.exprType.value.expr! : item;
}

/** Columns that are grouped by and selected first, in this order, need no others; else they are hidden before those that were selected. */
function plainly(input: Relation, keys: readonly Expression[], items: readonly Expression[]): Grouped {
  return sorted(input, GroupType.GROUPBY, keys, items);
}

function sorted(
  input: Relation,
  type: GroupType,
  keys: readonly Expression[],
  items: readonly Expression[],
): Grouped {
  const first = items.slice(0, keys.length);
  const inOrder =
    first.length === keys.length &&
    keys.every((key, i) => equals(ExpressionSchema, key, withoutAlias(first[i]!)));
  if (inOrder) {
    const named = keys.map((key, i) => [key, nameOf(first[i]!)] as const);
    return { relation: aggregate(input, type, first, items.slice(keys.length)), hidden: [], keys: named };
  }
  const hidden = keys.map((_, i) => `__group_${i + 1}`);
  const named = keys.map((key, i) => alias(key, hidden[i]!));
  return {
    relation: aggregate(input, type, named, items),
    hidden,
    keys: keys.map((key, i) => [key, hidden[i]] as const),
  };
}

function bySets(
  input: Relation,
  sets: readonly (readonly Expression[])[],
  items: readonly Expression[],
): Grouped {
  const keys: Expression[] = [];
  for (const key of sets.flat()) if (!keys.some((one) => equals(ExpressionSchema, one, key))) keys.push(key);
  const first = items.slice(0, keys.length);
  const inOrder =
    first.length === keys.length &&
    keys.every((key, i) => equals(ExpressionSchema, key, withoutAlias(first[i]!)));
  const hidden = inOrder ? [] : keys.map((_, i) => `__group_${i + 1}`);
  const made = relation("aggregate", {
    input,
    groupType: GroupType.GROUPING_SETS,
    groupingExpressions: inOrder ? first : keys.map((key, i) => alias(key, hidden[i]!)),
    aggregateExpressions: inOrder ? items.slice(keys.length) : [...items],
    groupingSets: sets.map((set) => ({ groupingSet: [...set] })),
  });
  return {
    relation: made,
    hidden,
    keys: keys.map((key, i) => [key, hidden[i] ?? nameOf(first[i]!)] as const),
  };
}

function nameOf({ exprType }: Expression): string | undefined {
  if (exprType.case === "alias") return nameText(exprType.value.name);
  return exprType.case === "unresolvedAttribute" ? exprType.value.unparsedIdentifier : undefined;
}

/**
 * Changes a condition of HAVING, in which a name that is both a column that is grouped by and one that SELECT gives means the former. A filter would take it
 * for the latter.
 */
export function afterGrouping(condition: Expression, { keys }: Grouped, items: readonly Expression[]): void {
  const given = new Set(
    items.flatMap((item) => (item.exprType.case === "alias" ? [nameOf(item)!.toLowerCase()] : [])),
  );
  const rename = (value: unknown): void => {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
    const node = value as { functionName?: string; unparsedIdentifier?: string };
    if (node.functionName !== undefined && AGGREGATES.has(node.functionName.toLowerCase())) return;
    const name = node.unparsedIdentifier?.toLowerCase();
    if (name !== undefined && given.has(name)) {
      const column = keys.find(([key]) => nameOf(key)?.toLowerCase() === name)?.[1];
      if (column !== undefined) node.unparsedIdentifier = column;
    }
    for (const member of Object.values(value)) rename(member);
  };
  rename(condition);
}

function aggregate(
  input: Relation,
  groupType: GroupType,
  groupingExpressions: readonly Expression[],
  aggregateExpressions: readonly Expression[],
): Relation {
  return relation("aggregate", {
    input,
    groupType,
    groupingExpressions: [...groupingExpressions],
    aggregateExpressions: [...aggregateExpressions],
  });
}

function prefixes(elements: readonly (readonly Expression[])[]): Expression[][] {
  return Array.from({ length: elements.length + 1 }, (_, i) => elements.slice(0, elements.length - i).flat());
}

function subsets(elements: readonly (readonly Expression[])[]): Expression[][] {
  let sets: Expression[][] = [[]];
  for (const element of elements) sets = sets.flatMap((set) => [[...set, ...element], set]);
  return sets;
}

function crossed(parts: readonly (readonly (readonly Expression[])[])[]): Expression[][] {
  let sets: Expression[][] = [[]];
  for (const part of parts) sets = sets.flatMap((set) => part.map((more) => [...set, ...more]));
  return sets;
}

/** Whether an expression has a function of many rows in it that isn't over a window. */
export function hasAggregate(value: unknown): boolean {
  return find(
    value,
    (node) => "functionName" in node && AGGREGATES.has(String(node.functionName).toLowerCase()),
  );
}

function namesOutsideAggregates(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if ("functionName" in value && AGGREGATES.has(String(value.functionName).toLowerCase())) return false;
  if ("unparsedIdentifier" in value) return true;
  return Object.values(value).some(namesOutsideAggregates);
}

function find(value: unknown, test: (node: Record<string, unknown>) => boolean): boolean {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  const node = value as Record<string, unknown>;
  // A window's own function isn't one; those in its arguments are.
  if (node.$typeName === "spark.connect.Expression.Window") {
    const inner = node.windowFunction as Expression | undefined;
    return (
      find({ ...inner?.exprType.value, functionName: "" }, test) ||
      find([node.partitionSpec, node.orderSpec], test)
    );
  }
  // Neither is one of a query in it, which is beside it.
  if (test(node)) return true;
  return Object.values(node).some((member) => find(member, test));
}
