/** Columns of which the folders' names speak. */
import { StructField, StructType } from "../../types/index.js";
import { attributeExpr } from "../analyze/scope.js";
import { attributesOf } from "../analyze/session.js";
import { castOf } from "../expression/cast-rules.js";
import { attributeSql, sqlOf } from "../expression/to-sql.js";
import type { FileTable } from "./files.js";
import type { FoundFiles } from "./find-files.js";
import type { OperationSession } from "./session.js";

type Columns = FileTable["columns"];

/** The files' own columns, then those of the folders, which are of the types that a schema gives them. */
export function withPartitions(
  session: OperationSession,
  own: Columns,
  { partitions, isPartition }: FoundFiles,
  schema: StructType | undefined,
): Columns {
  const others = own.filter(({ field }) => !isPartition(field.name));
  const named = partitions.columns.map((column) => {
    const { field } = column;
    const wanted = schema?.fields.find(({ name }) => name.toLowerCase() === field.name.toLowerCase());
    if (wanted === undefined || wanted.dataType.equals(field.dataType)) return column;
    return {
      field: new StructField(wanted.name, wanted.dataType, true),
      sql: castColumn(session, column, wanted),
    };
  });
  return [...others, ...named];
}

/** A column's SQL as a value of another type. */
export function castColumn(
  session: OperationSession,
  { field, sql }: Columns[number],
  wanted: StructField,
): string {
  const [attribute] = attributesOf(session, new StructType([field]));
  const cast = sqlOf(castOf(attributeExpr(attribute!), wanted.dataType), session);
  return cast.replaceAll(attributeSql(attribute!.id), `(${sql})`);
}
