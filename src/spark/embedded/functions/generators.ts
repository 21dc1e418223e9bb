/** Functions that make rows of an array, a map or an array of structs. */
import { ArrayType, IntegerType, MapType, StructType } from "../../types/index.js";
import { fieldSql } from "../expression/sql-types.js";
import type { Typed } from "../expression/typed.js";
import type { FunctionTable, GeneratorSpec, Parameter } from "./function-spec.js";
import { takes } from "./parameters.js";
import { stack } from "./stack.js";

const collection: Parameter = {
  allowed: '("ARRAY" or "MAP")',
  accept: (given) => (given instanceof ArrayType || given instanceof MapType ? given : undefined),
};

const structs: Parameter = {
  allowed: '"ARRAY<STRUCT>"',
  accept: (given) =>
    given instanceof ArrayType && given.elementType instanceof StructType ? given : undefined,
};

function columnsOf({ type }: Typed): ReturnType<GeneratorSpec["columns"]> {
  if (type instanceof MapType) {
    return [
      { name: "key", type: type.keyType, nullable: false },
      { name: "value", type: type.valueType, nullable: type.valueContainsNull },
    ];
  }
  const { elementType, containsNull } = type as ArrayType;
  return [{ name: "col", type: elementType, nullable: containsNull }];
}

const POSITION = { name: "pos", type: new IntegerType(), nullable: false };

const explode = (outer: boolean, withPosition: boolean): GeneratorSpec => ({
  kind: "generator",
  takes: takes(collection),
  outer,
  columns: ([from]) => [...(withPosition ? [POSITION] : []), ...columnsOf(from!)],
  sql([from], [typed]) {
    const isMap = typed!.type instanceof MapType;
    const parts = [
      ...(withPosition ? ["CAST(i - 1 AS INTEGER)"] : []),
      ...(isMap ? ["e.key", "e.value"] : ["e"]),
    ];
    const row = `{${parts.map((part, i) => `${fieldSql(i)}: ${part}`).join(", ")}}`;
    return `list_transform(${isMap ? `map_entries(${from})` : from}, lambda e, i: ${row})`;
  },
});

const inline = (outer: boolean): GeneratorSpec => ({
  kind: "generator",
  takes: takes(structs),
  outer,
  columns([list]) {
    const { elementType, containsNull } = list!.type as ArrayType;
    return (elementType as StructType).fields.map(({ name, dataType, nullable }) => ({
      name,
      type: dataType,
      nullable: nullable || containsNull,
    }));
  },
  sql: ([list]) => list!,
});

export const GENERATORS: FunctionTable = {
  explode: explode(false, false),
  explode_outer: explode(true, false),
  posexplode: explode(false, true),
  posexplode_outer: explode(true, true),
  inline: inline(false),
  inline_outer: inline(true),
  stack,
};
