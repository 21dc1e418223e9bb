/** `*`, `t.*` and `struct.*`, and columns by a regular expression. */
import type { Expression, Expression_UnresolvedRegex } from "../../proto/index.js";
import { StructType } from "../../types/index.js";
import type { Attribute, Typed } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";
import { structField } from "./extract-value.js";
import { nameParts } from "./name-parts.js";
import { quotedName } from "./quoted-name.js";
import { ofQualifier } from "./resolve-name.js";
import { attributeExpr, lookUpIn, type Scope } from "./scope.js";

/** What stands for several columns. */
export function isStar({ exprType }: Expression): boolean {
  return exprType.case === "unresolvedStar" || exprType.case === "unresolvedRegex";
}

/** `*` alone. */
export function isWholeStar({ exprType }: Expression): boolean {
  return (
    exprType.case === "unresolvedStar" &&
    exprType.value.unparsedTarget === undefined &&
    exprType.value.planId === undefined
  );
}

/**
 * What Spark doesn't count: `count(t.*)` reads as one of rows, and would be one of the rows without a null.
 *
 * @throws AnalysisException INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT
 */
export function refuseCountOfTable({ exprType }: Expression, scope: Scope): void {
  if (exprType.case !== "unresolvedStar" || exprType.value.unparsedTarget === undefined) return;
  const target = targetOf(exprType.value.unparsedTarget);
  if (ofQualifier(target, scope.visible, scope.same).length === 0) return;
  const tableName = target.join(".");
  throw analysisError(
    "INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT",
    `count(${tableName}.*) would count the rows without a null. Count all with count(*), or name the columns: count(a, b).`,
    { tableName },
    "42000",
  );
}

function targetOf(text: string): readonly string[] {
  return nameParts(text.endsWith(".*") ? text.slice(0, -2) : text);
}

/**
 * The columns that a star stands for.
 *
 * @throws AnalysisException CANNOT_RESOLVE_STAR_EXPAND for what is neither a table nor a struct
 */
export function expandStar({ exprType }: Expression, scope: Scope): Typed[] {
  if (exprType.case === "unresolvedRegex") return byPattern(exprType.value, scope).map(attributeExpr);
  if (exprType.case !== "unresolvedStar") throw new TypeError("not a star");
  const { unparsedTarget, planId } = exprType.value;
  if (planId !== undefined) {
    const of = scope.visible.filter(({ plans }) => plans.has(planId));
    if (of.length === 0) throw cannotExpand(["*"], scope);
    return of.map(attributeExpr);
  }
  if (unparsedTarget === undefined) return scope.visible.map(attributeExpr);
  const target = targetOf(unparsedTarget);
  const of = ofQualifier(target, scope.visible, scope.same);
  if (of.length > 0) {
    // The keys of a join by names are of both tables.
    const keys = ofQualifier(target, scope.hidden, scope.same);
    return [...keys, ...of].map(attributeExpr);
  }
  const found = lookUpIn(scope, target, undefined);
  if (found !== undefined) {
    const struct = found.fields.reduce<Typed>((typed, name) => {
      const index =
        typed.type instanceof StructType
          ? typed.type.fields.findIndex((field) => scope.same(field.name, name))
          : -1;
      if (index < 0) throw cannotExpand(target, scope);
      return structField(typed, index);
    }, attributeExpr(found.attribute));
    if (struct.type instanceof StructType) {
      return struct.type.fields.map((_, index) => structField(struct, index));
    }
  }
  throw cannotExpand(target, scope);
}

function byPattern({ colName, planId }: Expression_UnresolvedRegex, scope: Scope): Attribute[] {
  const pattern = colName.startsWith("`") && colName.endsWith("`") ? colName.slice(1, -1) : colName;
  let regex: RegExp;
  try {
    regex = new RegExp(`^(?:${pattern})$`, scope.same("a", "A") ? "i" : "");
  } catch (cause) {
    throw analysisError(
      "INVALID_REGEXP_REPLACE",
      `The pattern ${pattern} of columns is no regular expression: ${cause instanceof Error ? cause.message : cause}.`,
      { pattern },
    );
  }
  return scope.visible.filter(
    ({ name, plans }) => regex.test(name) && (planId === undefined || plans.has(planId)),
  );
}

function cannotExpand(target: readonly string[], scope: Scope): Error {
  const columns = scope.visible.map(({ name }) => quotedName([name])).join(", ");
  return analysisError(
    "CANNOT_RESOLVE_STAR_EXPAND",
    `${quotedName(target)} is neither a table nor a struct here, so that ${quotedName(target)}.* means nothing; the columns are ${columns}.`,
    { targetString: quotedName(target), columns },
    "42704",
  );
}
