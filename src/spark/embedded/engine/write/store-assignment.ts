/** What may be put into a table's column: with ANSI's rules for assignments, a number that doesn't fit stops the query. */
import type { DataType } from "../../../types/index.js";
import { analysisError } from "../../analyze/analysis-errors.js";
import { castOf } from "../../expression/cast-rules.js";
import { typeWords } from "../../expression/type-names.js";
import type { Typed } from "../../expression/typed.js";
import { storeAssigns } from "../../functions/coercion.js";

/** A value as a column takes it. @throws AnalysisException INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST */
export function stored(value: Typed, type: DataType, tableName: string, colName: string): Typed {
  if (storeAssigns(value.type, type)) return castOf(value, type);
  const [srcType, targetType] = [`"${typeWords(value.type)}"`, `"${typeWords(type)}"`];
  throw analysisError(
    "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST",
    `The column \`${colName}\` of ${tableName} is of the type ${targetType}, to which ${srcType} isn't cast without being asked.`,
    { tableName, colName: `\`${colName}\``, srcType, targetType },
    "KD000",
  );
}
