/** Relations that change what the columns are called, and which there are. */
import type { Expression } from "../../../proto/index.js";
import { type DataType, StringType, type StructField, StructType } from "../../../types/index.js";
import { typeFromMessage } from "../../../types/type-messages.js";
import { canCast, castOf } from "../../expression/cast-rules.js";
import { fieldSql } from "../../expression/sql-types.js";
import { textSql } from "../../expression/text-sql.js";
import { typeWords } from "../../expression/type-names.js";
import type { Attribute, GeneratorExpr, Typed } from "../../expression/typed.js";
import { widerTypeOf, widerTypeWithoutText } from "../../functions/coercion.js";
import { analysisError, refuseTwice, unresolvedAmong, unresolvedColumn } from "../analysis-errors.js";
import type { Analyze, Analyzer } from "../analyzer.js";
import { nameParts } from "../name-parts.js";
import { itemsOf } from "../named-items.js";
import { distinctNode, hiddenOf, onlyColumns, pass, projectNode, withHidden } from "../nodes.js";
import type { Named, PlanNode } from "../plan-node.js";
import { quoted } from "../quoted-name.js";
import { attributeExpr, lookUpIn } from "../scope.js";
import { selectItems } from "../select.js";
import { newAttribute } from "../session.js";
import { TimeWindows } from "../time-windows.js";

/** A column with another name is another column. */
export function renamed(analyzer: Analyzer, attribute: Attribute, name: string): Named {
  const made: Attribute = {
    ...attribute,
    id: analyzer.session.newId(),
    name,
    qualifier: [],
    plans: new Set(),
  };
  return { attribute: made, value: attributeExpr(attribute) };
}

export const toDf: Analyze<"toDf"> = async (analyzer, { input, columnNames }) => {
  const child = await analyzer.relation(input);
  if (child.output.length !== columnNames.length) {
    throw analysisError(
      "ASSIGNMENT_ARITY_MISMATCH",
      `toDF has ${columnNames.length} names for ${child.output.length} columns.`,
      { numExpr: String(columnNames.length), numTarget: String(child.output.length) },
      "42802",
    );
  }
  return projectNode(
    child,
    child.output.map((attribute, i) => renamed(analyzer, attribute, columnNames[i]!)),
  );
};

export const withColumnsRenamed: Analyze<"withColumnsRenamed"> = async (analyzer, { input, renames }) => {
  const child = await analyzer.relation(input);
  const names = child.output.map(({ name }) => name);
  for (const { colName, newColName } of renames) {
    for (const [i, name] of names.entries()) if (analyzer.same(name, colName)) names[i] = newColName;
  }
  if (names.every((name, i) => name === child.output[i]!.name)) return child;
  return projectNode(
    child,
    child.output.map((attribute, i) =>
      names[i] === attribute.name ? pass(attribute) : renamed(analyzer, attribute, names[i]!),
    ),
  );
};

export const withColumns: Analyze<"withColumns"> = async (analyzer, { input, aliases }) => {
  const child = await analyzer.relation(input);
  const names = aliases.map(({ name }) => name[0]!);
  refuseTwice("The select", names, analyzer.same);
  const times = new TimeWindows(analyzer.session);
  const { resolver, expressions } = await analyzer.resolver(
    analyzer.scope([child]),
    aliases.map(
      (alias): Expression => ({
        $typeName: "spark.connect.Expression",
        exprType: { case: "alias", value: alias },
      }),
    ),
    times,
  );
  const made = expressions.flatMap((expression) => itemsOf(resolver, expression));
  const used = new Set<number>();
  const items = child.output.map((attribute) => {
    const at = names.findIndex((name) => analyzer.same(name, attribute.name));
    if (at < 0) return { kind: "column" as const, named: pass(attribute) };
    used.add(at);
    return made[at]!;
  });
  const values = made.flatMap((item) => (item.kind === "column" ? [item.named.value] : [item.generator]));
  const from = times.over(withHidden(child, [...values, ...times.values]));
  return selectItems(analyzer, from, [...items, ...made.filter((_, i) => !used.has(i))]);
};

export const drop: Analyze<"drop"> = async (analyzer, { input, columns, columnNames }) => {
  const child = await analyzer.relation(input);
  const scope = analyzer.scope([child]);
  const dropped = new Set<number>();
  for (const { exprType } of columns) {
    if (exprType.case !== "unresolvedAttribute") continue;
    const { unparsedIdentifier, planId } = exprType.value;
    const found = lookUpIn(scope, nameParts(unparsedIdentifier), planId);
    if (found !== undefined && found.fields.length === 0) dropped.add(found.attribute.id);
  }
  const kept = child.output.filter(
    ({ id, name }) => !dropped.has(id) && !columnNames.some((other) => analyzer.same(name, other)),
  );
  const node = onlyColumns(child, kept);
  return node === child ? child : { ...node, ...hiddenOf(child) };
};

export const deduplicate: Analyze<"deduplicate"> = async (
  analyzer,
  { input, columnNames, allColumnsAsKeys },
) => {
  const child = await analyzer.relation(input);
  if (allColumnsAsKeys === true) {
    return distinctNode(child);
  }
  const keys = columnNames.flatMap((name) => columnsNamed(analyzer, child, name));
  return distinctNode(child, keys);
};

/** All of that name. @throws AnalysisException UNRESOLVED_COLUMN_AMONG_FIELD_NAMES */
export function columnsNamed(analyzer: Analyzer, child: PlanNode, name: string): Attribute[] {
  const found = child.output.filter((attribute) => analyzer.same(attribute.name, name));
  if (found.length > 0) return found;
  throw unresolvedAmong(name, child.output);
}

export const toSchema: Analyze<"toSchema"> = async (analyzer, { input, schema }) => {
  const child = await analyzer.relation(input);
  const wanted = typeFromMessage(schema!);
  if (!(wanted instanceof StructType)) {
    throw analysisError("INVALID_PLAN_INPUT", "The schema of `to` is no struct.", {}, "XX000");
  }
  return projectNode(
    child,
    wanted.fields.map((field): Named => {
      const found = child.output.filter(({ name }) => analyzer.same(name, field.name));
      if (found.length > 1) {
        throw analysisError(
          "AMBIGUOUS_COLUMN_OR_FIELD",
          `There are ${found.length} columns ${quoted(field.name)}.`,
          { name: quoted(field.name), n: String(found.length) },
          "42702",
        );
      }
      const [column] = found;
      const { dataType: type, nullable, metadata } = field;
      const attribute = newAttribute(analyzer.session, { type, nullable }, field.name, metadata);
      if (column === undefined) {
        if (!field.nullable) throw unresolvedColumn([field.name], child.output);
        return { attribute, value: nullOf(field.dataType) };
      }
      return { attribute, value: fitted(attributeExpr(column), field) };
    }),
  );
};

function nullOf(type: DataType): Typed {
  return { kind: "literal", value: null, type, nullable: true, pretty: "NULL" };
}

/** A column as a schema wants it: only what Spark would store there by itself. */
function fitted(value: Typed, field: StructField): Typed {
  if (value.nullable && !field.nullable) {
    throw analysisError(
      "NULLABLE_COLUMN_OR_FIELD",
      `${quoted(field.name)} may be null, and the schema says that it may not.`,
      { name: quoted(field.name) },
      "42000",
    );
  }
  if (!canCast(value.type, field.dataType)) {
    throw analysisError(
      "INVALID_COLUMN_OR_FIELD_DATA_TYPE",
      `${quoted(field.name)} is of the type "${typeWords(value.type)}", and the schema says "${typeWords(field.dataType)}".`,
      {
        name: quoted(field.name),
        type: `"${typeWords(value.type)}"`,
        expectedType: `"${typeWords(field.dataType)}"`,
      },
      "42000",
    );
  }
  return castOf(value, field.dataType);
}

/** Here Spark keeps to rules from before ANSI: a string has nothing in common with others, and a float holds whole numbers. */
function unpivotType(a: DataType, b: DataType): DataType | undefined {
  const [float] = [a, b].filter(({ typeName }) => typeName === "float");
  const isWhole = ({ typeName }: DataType) => ["byte", "short", "integer", "long"].includes(typeName);
  return float !== undefined && (isWhole(a) || isWhole(b)) ? float : widerTypeWithoutText(a, b);
}

export const unpivot: Analyze<"unpivot"> = async (
  analyzer,
  { input, ids, values, variableColumnName, valueColumnName },
) => {
  const child = await analyzer.relation(input);
  const { resolver, expressions } = await analyzer.resolver(analyzer.scope([child]), [
    ...ids,
    ...(values?.values ?? []),
  ]);
  const kept = resolver.resolveArguments(expressions.slice(0, ids.length));
  const keptIds = new Set(kept.map((each) => (each.kind === "attribute" ? each.attribute.id : -1)));
  const melted =
    values === undefined
      ? child.output.filter(({ id }) => !keptIds.has(id)).map(attributeExpr)
      : resolver.resolveArguments(expressions.slice(ids.length));
  if (melted.length === 0) {
    throw analysisError(
      "UNPIVOT_REQUIRES_VALUE_COLUMNS",
      "There are no columns left whose values could become rows.",
      {},
      "42K0E",
    );
  }
  const type = widerTypeOf(
    melted.map((each) => each.type),
    unpivotType,
  );
  if (type === undefined) {
    throw analysisError(
      "UNPIVOT_VALUE_DATA_TYPE_MISMATCH",
      "The columns whose values become rows have no type in common.",
      { types: melted.map((each) => `"${typeWords(each.type)}" (${quoted(each.pretty)})`).join(", ") },
      "42K09",
    );
  }
  const names = melted.map((each) => each.pretty);
  const generator: GeneratorExpr = {
    kind: "generator",
    name: `unpivot ${names.map(quoted).join()}`,
    args: melted.map((each) => castOf(each, type)),
    outer: false,
    columns: [
      { name: variableColumnName, type: new StringType(), nullable: false },
      { name: valueColumnName, type, nullable: melted.some(({ nullable }) => nullable) },
    ],
    sql: (args) =>
      `[${args.map((sql, i) => `{${fieldSql(0)}: ${textSql(names[i]!)}, ${fieldSql(1)}: ${sql}}`).join(", ")}]`,
    type,
    nullable: true,
    pretty: "unpivot",
  };
  const made = generator.columns.map((column) => newAttribute(analyzer.session, column, column.name));
  const items: Named[] = kept.map((value) =>
    value.kind === "attribute"
      ? pass(value.attribute)
      : { attribute: newAttribute(analyzer.session, value, value.pretty), value },
  );
  return selectItems(analyzer, child, [
    ...items.map((named) => ({ kind: "column" as const, named })),
    { kind: "generator" as const, generator, made },
  ]);
};
