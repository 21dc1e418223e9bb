/** Functions of maps. A key is never null and there once; what would make another map stops the query, as in Spark. */
import {
  ArrayType,
  BooleanType,
  type DataType,
  MapType,
  NullType,
  StringType,
  StructField,
  StructType,
} from "../../types/index.js";
import { isFloating } from "../expression/cast-rules.js";
import { raise } from "../expression/raise.js";
import { sqlType } from "../expression/sql-types.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { analysisError, callQuoted } from "./analysis-errors.js";
import { tightestType, widerTypeOf } from "./coercion.js";
import type { FunctionTable, Parameter, Parameters, ScalarSpec } from "./function-spec.js";
import { mapOf, withKey } from "./map-parameters.js";
import { once } from "./once.js";
import { alike, arrayOrNull, mapOrNull, takes } from "./parameters.js";

/** A map of lists of as many keys and values. */
export function mapSql(keys: string, values: string, type: MapType): string {
  const nullKey = raise("NULL_MAP_KEY", "A map has no null as a key.");
  const twice = raise("DUPLICATED_MAP_KEY", "A map has each key once.");
  const lengths = raise("_LEGACY_ERROR_TEMP_2128", "The arrays of keys and of values aren't equally long.");
  return once([keys, values], (k, v) => {
    // Spark keeps zero for minus zero.
    const own = isFloating(type.keyType)
      ? `list_transform(${k}, lambda e: CASE WHEN e = 0 THEN 0 ELSE e END)`
      : k;
    const made = `CAST(map(${own}, ${v}) AS ${sqlType(type)})`;
    return `CASE WHEN ${k} IS NULL OR ${v} IS NULL THEN NULL WHEN len(${k}) <> len(${v}) THEN ${lengths} WHEN list_position(${k}, NULL) IS NOT NULL THEN ${nullKey} WHEN len(list_distinct(${k})) < len(${k}) THEN ${twice} ELSE ${made} END`;
  });
}

const listSql = (items: readonly string[], type: DataType) =>
  `CAST([${items.join(", ")}] AS ${sqlType(type)}[])`;

const even = (args: readonly string[]) => args.filter((_, i) => i % 2 === 0);
const odd = (args: readonly string[]) => args.filter((_, i) => i % 2 === 1);

/** Keys and values in turn. */
const pairs: Parameters = {
  counts: "2n (n > 0)",
  of(args) {
    if (args.length % 2 === 1) return undefined;
    const parts = [0, 1].map((rest) => args.filter((_, i) => i % 2 === rest));
    for (const [i, part] of parts.entries()) {
      const common = widerTypeOf(part.map(({ type }) => type));
      const sqlExpr = callQuoted("map", args);
      if (part.length > 0 && common === undefined) {
        const dataType = `[${part.map(({ type }) => typeQuoted(type)).join(", ")}]`;
        throw analysisError(
          `DATATYPE_MISMATCH.CREATE_MAP_${i === 0 ? "KEY" : "VALUE"}_DIFF_TYPES`,
          `${sqlExpr}: these have no type in common: ${dataType}.`,
          { sqlExpr, functionName: "`map`", dataType },
          "42K09",
        );
      }
      if (i === 0 && common !== undefined && hasMap(common)) {
        throw analysisError(
          "DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE",
          `${sqlExpr}: the key of a map can't be or have a map: ${typeQuoted(common)}.`,
          { sqlExpr, keyType: typeQuoted(common) },
          "42K09",
        );
      }
    }
    const [keys, values] = parts.map((part) => alike(part));
    return args.map((_, i) => (i % 2 === 0 ? keys! : values!).shift()!);
  },
};

function hasMap(type: DataType): boolean {
  if (type instanceof ArrayType) return hasMap(type.elementType);
  if (type instanceof StructType) return type.fields.some(({ dataType }) => hasMap(dataType));
  return type instanceof MapType;
}

const entries: Parameter = {
  allowed: '"ARRAY" of pair "STRUCT"',
  accept: (given) =>
    given instanceof ArrayType &&
    given.elementType instanceof StructType &&
    given.elementType.fields.length === 2
      ? given
      : undefined,
};

const parts = ({ type }: Typed) => ((type as ArrayType).elementType as StructType).fields;

/** Maps of one type. */
const maps: Parameters = {
  counts: "> -1",
  of(args, name) {
    const types = args.map(({ type }) => type);
    if (!types.every((type) => type instanceof MapType)) {
      const sqlExpr = callQuoted(name, args);
      const dataType = types.map(typeQuoted).join(", ");
      throw analysisError(
        "DATATYPE_MISMATCH.MAP_CONCAT_DIFF_TYPES",
        `${sqlExpr}: these aren't all maps: ${dataType}.`,
        { sqlExpr, functionName: `\`${name}\``, dataType },
        "42K09",
      );
    }
    const common = types.reduce<DataType | undefined>(
      (found, type) => found && tightestType(found, type),
      types[0],
    );
    return args.map(() => ({ allowed: '"MAP"', accept: () => common, differs: common === undefined }));
  },
};

const ofEntries = (list: string, type: MapType) =>
  mapSql(`list_transform(${list}, lambda e: e.f0)`, `list_transform(${list}, lambda e: e.f1)`, type);

const scalar = (spec: Omit<ScalarSpec, "kind">): ScalarSpec => ({ kind: "scalar", ...spec });

const typeOfPairs = (args: readonly Typed[]) =>
  new MapType(
    args[0]?.type ?? new NullType(),
    args[1]?.type ?? new NullType(),
    args.some(({ nullable }, i) => i % 2 === 1 && nullable),
  );

const typeOfArrays = ([keys, values]: readonly Typed[]) => {
  const [k, v] = [keys!.type as ArrayType, values!.type as ArrayType];
  return new MapType(k.elementType, v.elementType, v.containsNull);
};

const typeOfEntries = ([list]: readonly Typed[]) => {
  const [key, value] = parts(list!);
  return new MapType(key!.dataType, value!.dataType, value!.nullable);
};

const typeOfMaps = ([first]: readonly Typed[]) =>
  first === undefined ? new MapType(new StringType(), new StringType(), true) : (first.type as MapType);

export const MAPS: FunctionTable = {
  map: scalar({
    takes: pairs,
    gives: typeOfPairs,
    nullable: () => false,
    sql(args, typed) {
      const type = typeOfPairs(typed);
      return mapSql(listSql(even(args), type.keyType), listSql(odd(args), type.valueType), type);
    },
  }),
  map_keys: scalar({
    takes: takes(mapOrNull),
    gives: ([from]) => new ArrayType(mapOf(from!).keyType, true),
    sql: ([from]) => `map_keys(${from})`,
  }),
  map_values: scalar({
    takes: takes(mapOrNull),
    gives: ([from]) => new ArrayType(mapOf(from!).valueType, true),
    sql: ([from]) => `map_values(${from})`,
  }),
  map_entries: scalar({
    takes: takes(mapOrNull),
    gives([from]) {
      const { keyType, valueType, valueContainsNull } = mapOf(from!);
      const fields = [
        new StructField("key", keyType, false),
        new StructField("value", valueType, valueContainsNull),
      ];
      return new ArrayType(new StructType(fields), false);
    },
    sql: ([from]) => `list_transform(map_entries(${from}), lambda e: {f0: e.key, f1: e.value})`,
  }),
  map_contains_key: scalar({
    takes: withKey(true),
    gives: () => new BooleanType(),
    nullable: () => true,
    sql: (args) =>
      once(
        args,
        (from, key) =>
          `CASE WHEN ${from} IS NOT NULL AND ${key} IS NOT NULL THEN list_contains(map_keys(${from}), ${key}) END`,
      ),
  }),
  map_from_arrays: scalar({
    takes: takes(arrayOrNull, arrayOrNull),
    gives: typeOfArrays,
    sql: ([keys, values], typed) => mapSql(keys!, values!, typeOfArrays(typed)),
  }),
  map_from_entries: scalar({
    takes: takes(entries),
    gives: typeOfEntries,
    nullable: ([list]) => list!.nullable || (list!.type as ArrayType).containsNull,
    sql: ([list], typed) =>
      once(
        [list!],
        (all) =>
          `CASE WHEN list_position(${all}, NULL) IS NULL THEN ${ofEntries(all!, typeOfEntries(typed))} END`,
      ),
  }),
  map_concat: scalar({
    takes: maps,
    gives: typeOfMaps,
    sql(args, typed) {
      const type = typeOfMaps(typed);
      if (args.length === 0) return mapSql(listSql([], type.keyType), listSql([], type.valueType), type);
      const [keys, values] = ["map_keys", "map_values"].map((part) =>
        args.map((arg) => `${part}(${arg})`).join(" || "),
      );
      return mapSql(`(${keys})`, `(${values})`, type);
    },
  }),
};
