/** Types as Spark's messages and names of columns write them: `DECIMAL(10,2)`, `ARRAY<INT>`. */
import { ArrayType, type DataType, MapType, StructType } from "../../types/index.js";

export function typeWords(type: DataType): string {
  if (type instanceof ArrayType) return `ARRAY<${typeWords(type.elementType)}>`;
  if (type instanceof MapType) return `MAP<${typeWords(type.keyType)}, ${typeWords(type.valueType)}>`;
  if (type instanceof StructType) {
    const fields = type.fields.map(
      ({ name, dataType, nullable }) =>
        `${nameWords(name)}: ${typeWords(dataType)}${nullable ? "" : " NOT NULL"}`,
    );
    return `STRUCT<${fields.join(", ")}>`;
  }
  return type.simpleString().toUpperCase();
}

export function nameWords(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `\`${name.replaceAll("`", "``")}\``;
}

/** In double quotes, as messages have them. */
export function typeQuoted(type: DataType): string {
  return `"${typeWords(type)}"`;
}
