/** What comes from outside can be null anywhere. */
import { ArrayType, type DataType, MapType, StructField, StructType } from "../../types/index.js";

/** All fields may be null, within others too: nothing is sure of what comes from outside. */
export function nullableSchema({ fields }: StructType): StructType {
  return new StructType(
    fields.map(
      ({ name, dataType, metadata }) => new StructField(name, nullableType(dataType), true, metadata),
    ),
  );
}

export function nullableType(type: DataType): DataType {
  if (type instanceof StructType) return nullableSchema(type);
  if (type instanceof ArrayType) return new ArrayType(nullableType(type.elementType), true);
  if (type instanceof MapType)
    return new MapType(nullableType(type.keyType), nullableType(type.valueType), true);
  return type;
}
