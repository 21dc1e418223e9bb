/** `schema_of_json` and `schema_of_csv`: the type that a text would be read as, in words. */
import { type DataType, StringType } from "../../types/index.js";
import { isText } from "../expression/cast-rules.js";
import { typeWords } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import type { TextCall } from "../javascript/text-call.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError, callQuoted, notFoldable } from "./analysis-errors.js";
import { isFoldable } from "./constants.js";
import type { RewriteSpec } from "./function-spec.js";
import { any, givenText } from "./parameters.js";
import { textCall } from "./written-arguments.js";

export function schemaOf(
  format: "csv" | "json",
  typeOf: (text: string, call: TextCall) => DataType,
): RewriteSpec {
  const name = `schema_of_${format}`;
  return {
    kind: "rewrite",
    takes: {
      counts: "[1, 2]",
      of(args) {
        if (args.length < 1 || args.length > 2) return undefined;
        const [text] = args as readonly [Typed];
        if (isText(text.type) || text.type.typeName === "void") check(text, name, format);
        return [givenText, any].slice(0, args.length);
      },
    },
    rewrite(args, { literal }) {
      const [text, options] = args as readonly [Typed, Typed?];
      if (text.kind !== "literal" || typeof text.value !== "string") {
        throw notEmbedded(`F.${name} of what isn't written down`);
      }
      return literal(typeWords(typeOf(text.value, textCall(options, { timeZone: "UTC" }))), new StringType());
    },
    pretty: ([text]) => `${name}(${text})`,
  };
}

/** @throws AnalysisException for null, and a text that only a row has */
function check(text: Typed, name: string, exprName: string): void {
  const sqlExpr = callQuoted(name, [text]);
  if (text.kind === "literal" && text.value === null) {
    throw analysisError(
      "DATATYPE_MISMATCH.UNEXPECTED_NULL",
      `${sqlExpr}: the text can't be null.`,
      { exprName, sqlExpr },
      "42K09",
    );
  }
  if (!isFoldable(text)) throw notFoldable(sqlExpr, exprName, '"STRING"', text);
}
