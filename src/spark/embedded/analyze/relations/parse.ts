/** Texts of csv or JSON in a column. */
import { Parse_ParseFormat as ParseFormat } from "../../../proto/index.js";
import { StringType, StructType } from "../../../types/index.js";
import { typeFromMessage } from "../../../types/type-messages.js";
import { analysisError } from "../analysis-errors.js";
import type { Analyze } from "../analyzer.js";
import type { ParsedTexts } from "../session.js";

const FORMATS: Readonly<Record<ParseFormat, ParsedTexts["format"] | undefined>> = {
  [ParseFormat.UNSPECIFIED]: undefined,
  [ParseFormat.CSV]: "csv",
  [ParseFormat.JSON]: "json",
  [ParseFormat.XML]: "xml",
};

export const parse: Analyze<"parse"> = async (analyzer, { input, format, schema, options }) => {
  const child = await analyzer.relation(input);
  const named = FORMATS[format];
  const type = schema === undefined ? undefined : typeFromMessage(schema);
  if (named === undefined || (type !== undefined && !(type instanceof StructType))) {
    throw analysisError(
      "INVALID_PLAN_INPUT",
      "What is parsed has no format, or a schema that is no struct.",
      {},
      "XX000",
    );
  }
  if (child.output.length !== 1 || !(child.output[0]!.type instanceof StringType)) {
    throw analysisError(
      "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
      `The DataFrame that is parsed has one column, of strings; it has ${child.output.map(({ name, type: of }) => `${name} ${of.simpleString()}`).join(", ") || "none"}.`,
      {},
      "42K09",
    );
  }
  return analyzer.session.parse({
    format: named,
    input: child,
    schema: type,
    options: new Map(Object.entries(options).map(([key, value]) => [key.toLowerCase(), value])),
  });
};
