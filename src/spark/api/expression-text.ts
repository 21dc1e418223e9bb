/** Expressions for people: what a column prints as. It is no SQL, and nothing parses it. */
import { type Expression, Expression_Cast_EvalMode, type Expression_Literal } from "../proto/index.js";

const INFIX = new Set([
  "+",
  "-",
  "*",
  "/",
  "%",
  "==",
  "<=>",
  "<",
  "<=",
  ">",
  ">=",
  "and",
  "or",
  "&",
  "|",
  "^",
]);

export function expressionText(expression: Expression | undefined): string {
  const type = expression?.exprType;
  switch (type?.case) {
    case "literal":
      return literalText(type.value);
    case "unresolvedAttribute":
      return type.value.unparsedIdentifier;
    case "unresolvedFunction": {
      const { functionName, arguments: args, isDistinct } = type.value;
      const texts = args.map(expressionText);
      if (INFIX.has(functionName) && texts.length === 2) return `(${texts[0]} ${functionName} ${texts[1]})`;
      return `${functionName}(${isDistinct ? "DISTINCT " : ""}${texts.join(", ")})`;
    }
    case "callFunction":
      return `${type.value.functionName}(${type.value.arguments.map(expressionText).join(", ")})`;
    case "commonInlineUserDefinedFunction":
      return `${type.value.functionName}(${type.value.arguments.map(expressionText).join(", ")})`;
    case "expressionString":
      return type.value.expression;
    case "unresolvedStar":
      return type.value.unparsedTarget ?? "*";
    case "unresolvedRegex":
      return type.value.colName;
    case "alias":
      return `${expressionText(type.value.expr)} AS ${type.value.name.join(", ")}`;
    case "cast": {
      const { expr, castToType, evalMode } = type.value;
      const word = evalMode === Expression_Cast_EvalMode.TRY ? "TRY_CAST" : "CAST";
      const to = castToType.case === "typeStr" ? castToType.value : (castToType.value?.kind.case ?? "");
      return `${word}(${expressionText(expr)} AS ${to.toUpperCase()})`;
    }
    case "sortOrder": {
      const direction = type.value.direction === 2 ? "DESC" : "ASC";
      return `${expressionText(type.value.child)} ${direction} NULLS ${type.value.nullOrdering === 2 ? "LAST" : "FIRST"}`;
    }
    case "lambdaFunction": {
      const names = type.value.arguments.map(({ nameParts }) => nameParts.join("."));
      return `(${names.join(", ")}) -> ${expressionText(type.value.function)}`;
    }
    case "unresolvedNamedLambdaVariable":
      return type.value.nameParts.join(".");
    case "window":
      return `${expressionText(type.value.windowFunction)} OVER (…)`;
    case "unresolvedExtractValue":
      return `${expressionText(type.value.child)}[${expressionText(type.value.extraction)}]`;
    case "updateFields": {
      const { structExpression, fieldName, valueExpression } = type.value;
      const value = valueExpression === undefined ? "" : `, ${expressionText(valueExpression)}`;
      return `${value === "" ? "drop_field" : "update_field"}(${expressionText(structExpression)}, ${fieldName}${value})`;
    }
    case "namedArgumentExpression":
      return `${type.value.key} => ${expressionText(type.value.value)}`;
    case "subqueryExpression":
      return `subquery ${type.value.planId}`;
    default:
      return type?.case ?? "";
  }
}

function literalText(literal: Expression_Literal): string {
  const { literalType } = literal;
  switch (literalType.case) {
    case "null":
      return "NULL";
    case "decimal":
      return literalType.value.value;
    case "timestamp":
    case "timestampNtz":
      return new Date(Number(literalType.value / 1000n)).toISOString();
    case "date":
      return new Date(literalType.value * 86_400_000).toISOString().slice(0, 10);
    case "binary":
      return `X'${Buffer.from(literalType.value).toString("hex").toUpperCase()}'`;
    case "boolean":
    case "byte":
    case "short":
    case "integer":
    case "long":
    case "float":
    case "double":
    case "string":
    case "yearMonthInterval":
    case "dayTimeInterval":
      return String(literalType.value);
    default:
      return literalType.case ?? "";
  }
}
