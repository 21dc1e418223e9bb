/** What can be wrong with a plan, by Spark's conditions. The sentences are ours; conditions and parameters are what programs look at. */
import type { AnalysisException } from "../../errors/index.js";
import type { DataType } from "../../types/index.js";
import { typeWords } from "../expression/type-names.js";
import type { Attribute } from "../expression/typed.js";
import { analysisError } from "../functions/analysis-errors.js";
import { quoted, quotedName } from "./quoted-name.js";
import type { SameName } from "./resolve-name.js";
import { suggestions } from "./suggestions.js";

export { analysisError };

/** @param what has the names, as a sentence begins: `The select` @throws AnalysisException COLUMN_ALREADY_EXISTS */
export function refuseTwice(what: string, names: readonly string[], same: SameName): void {
  const twice = names.find((name, i) => names.findIndex((other) => same(other, name)) !== i);
  if (twice === undefined) return;
  throw analysisError(
    "COLUMN_ALREADY_EXISTS",
    `${what} has the column ${quoted(twice)} twice.`,
    { columnName: quoted(twice.toLowerCase()) },
    "42711",
  );
}

export function attributeNameSyntax(name: string): AnalysisException {
  return analysisError(
    "INVALID_ATTRIBUTE_NAME_SYNTAX",
    `The name ${name} can't be read: each backtick needs its other one, and dots stand between parts.`,
    { name },
    "42601",
  );
}

/** @param among what it could have meant */
export function unresolvedColumn(
  parts: readonly string[],
  among: readonly Attribute[],
  what: "COLUMN" | "FIELD" | "MAP_KEY" = "COLUMN",
): AnalysisException {
  const objectName = quotedName(parts);
  const proposal = suggestions(parts, among).join(", ");
  if (proposal === "") {
    return analysisError(
      `UNRESOLVED_${what}.WITHOUT_SUGGESTION`,
      `There is no column, variable or parameter of a function with the name ${objectName} here.`,
      { objectName },
      "42703",
    );
  }
  return analysisError(
    `UNRESOLVED_${what}.WITH_SUGGESTION`,
    `There is no column, variable or parameter of a function with the name ${objectName} here. Did you mean one of these: [${proposal}]?`,
    { objectName, proposal },
    "42703",
  );
}

/** Of a name that is looked for among those of the columns alone. */
export function unresolvedAmong(name: string, among: readonly Attribute[]): AnalysisException {
  const fieldNames = among.map((attribute) => attribute.name).join(", ");
  return analysisError(
    "UNRESOLVED_COLUMN_AMONG_FIELD_NAMES",
    `There is no column "${name}" among ${fieldNames}.`,
    { colName: name, fieldNames },
    "42703",
  );
}

export function ambiguousReference(
  parts: readonly string[],
  references: readonly Attribute[],
): AnalysisException {
  const name = quotedName(parts);
  const referenceNames = `[${references.map((one) => quotedName([...one.qualifier, one.name])).join(", ")}]`;
  return analysisError(
    "AMBIGUOUS_REFERENCE",
    `${name} could be any of these: ${referenceNames}.`,
    { name, referenceNames },
    "42704",
  );
}

/** `df.col("x")` where the DataFrame is on both sides of a join. */
export function ambiguousColumn(name: string): AnalysisException {
  return analysisError(
    "AMBIGUOUS_COLUMN_REFERENCE",
    `The column ${quotedName([name])} is of a DataFrame that is here more than once. Give each an alias before they are joined, and name the column with it: df.alias("a").join(df.alias("b"), F.col("a.id").eq(F.col("b.id"))).`,
    { name: quotedName([name]) },
    "42702",
  );
}

/** `df.col("x")` where the DataFrame has nothing to do with this one. */
export function cannotResolveDataFrameColumn(name: string): AnalysisException {
  return analysisError(
    "CANNOT_RESOLVE_DATAFRAME_COLUMN",
    `The column ${quotedName([name])} is of another DataFrame than those that this one is made of.`,
    { name: quotedName([name]) },
    "42704",
  );
}

export function missingAggregation(pretty: string): AnalysisException {
  return analysisError(
    "MISSING_AGGREGATION",
    `"${pretty}" is neither grouped by nor in an aggregate. Group by it, or take any_value() of it if each value will do.`,
    { expression: `"${pretty}"`, expressionAnyValue: `"any_value(${pretty})"` },
    "42803",
  );
}

export function notBoolean(what: "FILTER" | "JOIN", pretty: string, type: DataType): AnalysisException {
  const parameters = {
    [what === "FILTER" ? "filter" : "joinCondition"]: `"${pretty}"`,
    [what === "FILTER" ? "type" : "conditionType"]: `"${typeWords(type)}"`,
  };
  return what === "FILTER"
    ? analysisError(
        "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN",
        `The condition "${pretty}" of a filter is of the type "${typeWords(type)}" and not boolean.`,
        { sqlExpr: `"${pretty}"`, ...parameters },
        "42K09",
      )
    : analysisError(
        "JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE",
        `The condition "${pretty}" of a join is of the type "${typeWords(type)}" and not boolean.`,
        parameters,
        "42K09",
      );
}
