/** `PIVOT (…)` and `UNPIVOT (…)`. */
import { attribute, call, relation } from "../plan/index.js";
import { type Expression, Aggregate_GroupType as GroupType, type Relation } from "../proto/index.js";
import { nameText } from "./expressions.js";
import type { QueryReader } from "./from-clause.js";
import type { Scope } from "./scope.js";
import { notEmbedded } from "./syntax-error.js";
import { fieldsOf, kindOf, type Tree, treesOf } from "./tree.js";

type Inner = (tree: Tree) => Promise<Relation>;

/** Groups by all columns that it doesn't speak of, so their names must be known. */
export async function pivoted(
  reader: QueryReader,
  tree: Tree,
  scope: Scope,
  innerOf: Inner,
): Promise<Relation> {
  const {
    this: inner,
    expressions,
    fields,
    alias,
  } = fieldsOf(tree, ["this", "expressions", "fields", "alias"]);
  const input = await innerOf(inner as Tree);
  const [field, ...others] = treesOf(fields);
  const { this: column, expressions: values } = fieldsOf(field!, ["this", "expressions"]);
  const atom = reader.expressions.atomOf(column as Tree);
  if (others.length > 0 || kindOf(field!) !== "in" || atom?.kind !== "name")
    throw notEmbedded("PIVOT for several columns");
  const literals = await reader.expressions.all(treesOf(values), scope);
  const aggregates: Expression[] = [];
  for (const one of treesOf(expressions)) aggregates.push(await reader.expressions.selected(one, scope));
  const used = new Set([atom.parts.at(-1)!.toLowerCase()]);
  for (const aggregate of aggregates) namesIn(aggregate, used);
  const names = (await reader.columnsOf(input, "PIVOT")).filter((name) => !used.has(name.toLowerCase()));
  const made = relation("aggregate", {
    input,
    groupType: GroupType.PIVOT,
    groupingExpressions: names.map((name) => attribute(nameText([name]))),
    aggregateExpressions: aggregates,
    pivot: {
      col: attribute(nameText(atom.parts)),
      values: literals.map((literal) => {
        if (literal.exprType.case !== "literal")
          throw notEmbedded("PIVOT's values that are no literals or have names");
        return literal.exprType.value;
      }),
    },
  });
  return alias
    ? relation("subqueryAlias", { input: made, alias: reader.expressions.reader.name(alias) })
    : made;
}

/** The last parts of the names of columns in an expression. */
function namesIn(value: unknown, names: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  if ("unparsedIdentifier" in value) {
    const parts = /(?:[^.`]+|`(?:[^`]|``)*`)$/.exec(String(value.unparsedIdentifier))?.[0] ?? "";
    names.add((parts.startsWith("`") ? parts.slice(1, -1).replaceAll("``", "`") : parts).toLowerCase());
    return;
  }
  for (const member of Object.values(value)) namesIn(member, names);
}

export async function unpivoted(reader: QueryReader, tree: Tree, innerOf: Inner): Promise<Relation> {
  const {
    this: inner,
    value_column,
    name_column,
    columns,
    include_nulls,
    alias,
  } = fieldsOf(tree, [
    "this",
    "value_column",
    "name_column",
    "columns",
    "include_nulls",
    "alias",
    "value_column_parenthesized",
  ]);
  const atoms = reader.expressions.reader;
  const input = await innerOf(inner as Tree);
  const melted: string[] = treesOf(columns).map((column) => {
    const atom = reader.expressions.atomOf(column);
    if (atom?.kind !== "name")
      throw notEmbedded("UNPIVOT of columns with names of their own, or of several at once");
    return nameText(atom.parts);
  });
  const last = new Set(melted.map((name) => name.toLowerCase()));
  const ids = (await reader.columnsOf(input, "UNPIVOT")).map((name) => nameText([name]));
  const value = atoms.name(value_column);
  const made = relation("unpivot", {
    input,
    ids: ids.filter((name) => !last.has(name.toLowerCase())).map((name) => attribute(name)),
    values: { values: melted.map((name) => attribute(name)) },
    variableColumnName: atoms.name(name_column),
    valueColumnName: value,
  });
  const kept =
    include_nulls === true
      ? made
      : relation("filter", { input: made, condition: call("isnotnull", [attribute(nameText([value]))]) });
  return alias ? relation("subqueryAlias", { input: kept, alias: atoms.name(alias) }) : kept;
}
