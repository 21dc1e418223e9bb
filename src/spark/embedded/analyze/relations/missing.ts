/** `df.na`: rows and values that are null, or NaN. */
import type { Expression_Literal } from "../../../proto/index.js";
import { BooleanType, type DataType } from "../../../types/index.js";
import { castOf, isFloating, isNumeric, isText } from "../../expression/cast-rules.js";
import { literalOf } from "../../expression/literal.js";
import type { Attribute, CallExpr, Typed } from "../../expression/typed.js";
import { resolveCall } from "../../functions/resolve-call.js";
import { analysisError, unresolvedColumn } from "../analysis-errors.js";
import type { Analyze, Analyzer } from "../analyzer.js";
import { literalFrom } from "../literals.js";
import { nameParts } from "../name-parts.js";
import { filterNode, pass, projectNode } from "../nodes.js";
import type { Named, PlanNode } from "../plan-node.js";
import { resolveName } from "../resolve-name.js";
import { attributeExpr } from "../scope.js";
import { newAttribute } from "../session.js";

/** The columns that are named; of no names all of them. @throws AnalysisException UNRESOLVED_COLUMN */
function columnsOf(analyzer: Analyzer, child: PlanNode, names: readonly string[]): Attribute[] {
  if (names.length === 0) return [...child.output];
  return names.map((name) => {
    const parts = nameParts(name);
    const found = resolveName(parts, child.output, analyzer.same);
    if (found === undefined || found.fields.length > 0) throw unresolvedColumn(parts, child.output);
    return found.attribute;
  });
}

export const fillNa: Analyze<"fillNa"> = async (analyzer, { input, cols, values }) => {
  const child = await analyzer.relation(input);
  const columns = columnsOf(analyzer, child, cols);
  const fills = new Map<number, Expression_Literal>();
  for (const [i, { id }] of columns.entries()) fills.set(id, values[values.length === 1 ? 0 : i]!);
  return projectNode(
    child,
    child.output.map((attribute): Named => {
      const literal = fills.get(attribute.id);
      if (literal === undefined) return pass(attribute);
      const value = literalFrom(literal);
      return fits(value.type, attribute.type) ? filled(analyzer, attribute, value) : pass(attribute);
    }),
  );
};

/** A number fills numbers, a string strings, a boolean booleans; other columns stay as they are. */
function fits(value: DataType, column: DataType): boolean {
  if (isNumeric(value)) return isNumeric(column);
  if (isText(value)) return isText(column);
  return value instanceof BooleanType && column instanceof BooleanType;
}

function filled(analyzer: Analyzer, attribute: Attribute, value: Typed): Named {
  const column = attributeExpr(attribute);
  const known = isFloating(attribute.type)
    ? resolveCall("nanvl", [column, literalOf(null, attribute.type)], {}, analyzer.session)
    : column;
  const made = resolveCall("coalesce", [known, castOf(value, attribute.type)], {}, analyzer.session);
  return named(analyzer, attribute, castOf(made, attribute.type));
}

function named(analyzer: Analyzer, attribute: Attribute, value: Typed): Named {
  return {
    attribute: newAttribute(
      analyzer.session,
      { type: attribute.type, nullable: value.nullable },
      attribute.name,
    ),
    value,
  };
}

export const dropNa: Analyze<"dropNa"> = async (analyzer, { input, cols, minNonNulls }) => {
  const child = await analyzer.relation(input);
  const columns = columnsOf(analyzer, child, cols);
  const least = minNonNulls ?? columns.length;
  const call: CallExpr = {
    kind: "call",
    name: `atleastnnonnulls ${least}`,
    args: columns.map(attributeExpr),
    sql: (args) => {
      const each = args.map((sql, i) => {
        const there = isFloating(columns[i]!.type)
          ? `${sql} IS NOT NULL AND NOT isnan(${sql})`
          : `${sql} IS NOT NULL`;
        return `CASE WHEN ${there} THEN 1 ELSE 0 END`;
      });
      return `(${[...each, "0"].join(" + ")} >= ${least})`;
    },
    deterministic: true,
    type: new BooleanType(),
    nullable: false,
    pretty: `atleastnnonnulls(${least}, ${columns.map(({ name }) => name).join(", ")})`,
  };
  return filterNode(child, call);
};

export const replace: Analyze<"replace"> = async (analyzer, { input, cols, replacements }) => {
  const child = await analyzer.relation(input);
  const columns = new Set(columnsOf(analyzer, child, cols).map(({ id }) => id));
  const pairs = replacements.map(
    ({ oldValue, newValue }) => [literalFrom(oldValue!), literalFrom(newValue!)] as const,
  );
  const kind = pairs.find(([old]) => old.value !== null)?.[0].type;
  if (pairs.length === 0 || kind === undefined) return child;
  for (const [, to] of pairs) {
    if (to.value !== null && !fits(to.type, kind)) {
      throw analysisError(
        "INVALID_PLAN_INPUT",
        "Values are replaced by values of the same kind.",
        {},
        "XX000",
      );
    }
  }
  return projectNode(
    child,
    child.output.map((attribute): Named => {
      if (!columns.has(attribute.id) || !fits(kind, attribute.type)) return pass(attribute);
      const column = attributeExpr(attribute);
      const args = pairs.flatMap(([old, to]) => [
        resolveCall("==", [column, castOf(old, attribute.type)], {}, analyzer.session),
        castOf(to, attribute.type),
      ]);
      const made = resolveCall("when", [...args, column], {}, analyzer.session);
      return named(analyzer, attribute, castOf(made, attribute.type));
    }),
  );
};
