/** Fields of structs, elements of arrays and values of maps. */
import { ArrayType, MapType, StringType, StructField, StructType } from "../../types/index.js";
import { raise } from "../expression/raise.js";
import { fieldSql } from "../expression/sql-types.js";
import { typeWords } from "../expression/type-names.js";
import type { CallExpr, Typed } from "../expression/typed.js";
import type { SqlContext } from "../functions/function-spec.js";
import { resolveCall } from "../functions/resolve-call.js";
import { analysisError } from "./analysis-errors.js";
import { quoted } from "./quoted-name.js";
import type { SameName } from "./resolve-name.js";

const STRING = new StringType();

/** The field of a struct by its place. */
export function structField(struct: Typed, index: number): CallExpr {
  const field = fieldsOf(struct)[index]!;
  return {
    kind: "call",
    name: `field ${index} of`,
    args: [struct],
    sql: ([value]) => `struct_extract(${value}, '${fieldSql(index)}')`,
    deterministic: true,
    type: field.dataType,
    nullable: struct.nullable || field.nullable,
    pretty: `${struct.pretty}.${field.name}`,
  };
}

function fieldsOf(struct: Typed): readonly StructField[] {
  if (!(struct.type instanceof StructType)) throw new TypeError(`${struct.pretty} is no struct`);
  return struct.type.fields;
}

/**
 * `child.name`: a field; of an array of structs, the array of the field; of a map, the value of a key.
 *
 * @throws AnalysisException FIELD_NOT_FOUND, AMBIGUOUS_REFERENCE_TO_FIELDS, INVALID_EXTRACT_BASE_FIELD_TYPE
 */
export function extractField(child: Typed, name: string, same: SameName, context: SqlContext): Typed {
  return extractValue(
    child,
    { kind: "literal", value: name, type: STRING, nullable: false, pretty: name },
    same,
    context,
  );
}

/** `child[extraction]`. @throws as {@link extractField} */
export function extractValue(child: Typed, extraction: Typed, same: SameName, context: SqlContext): Typed {
  const { type } = child;
  const name =
    extraction.kind === "literal" && typeof extraction.value === "string" ? extraction.value : undefined;
  if (type instanceof StructType && name !== undefined) {
    return structField(child, fieldIndex(type, name, same));
  }
  if (type instanceof ArrayType) {
    if (type.elementType instanceof StructType && name !== undefined) {
      return fieldOfEach(child, type.elementType, fieldIndex(type.elementType, name, same));
    }
    return elementAt(child, type, extraction);
  }
  if (type instanceof MapType) return mapValue(child, type, extraction, context);
  throw analysisError(
    "INVALID_EXTRACT_BASE_FIELD_TYPE",
    `Nothing can be taken out of "${child.pretty}", which is of the type "${typeWords(type)}" and no struct, array or map.`,
    { base: `"${child.pretty}"`, other: `"${typeWords(type)}"` },
    "42000",
  );
}

/** The place of a field. @throws AnalysisException FIELD_NOT_FOUND, AMBIGUOUS_REFERENCE_TO_FIELDS */
function fieldIndex(type: StructType, name: string, same: SameName): number {
  const found = type.fields.flatMap((field, i) => (same(field.name, name) ? [i] : []));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    throw analysisError(
      "AMBIGUOUS_REFERENCE_TO_FIELDS",
      `The struct has ${found.length} fields ${quoted(name)}.`,
      { field: quoted(name), count: String(found.length) },
      "42000",
    );
  }
  const fields = type.fields.map((field) => quoted(field.name)).join(", ");
  throw analysisError(
    "FIELD_NOT_FOUND",
    `There is no field ${quoted(name)} among ${fields}.`,
    { fieldName: quoted(name), fields },
    "42704",
  );
}

function fieldOfEach(array: Typed, struct: StructType, index: number): CallExpr {
  const field = struct.fields[index]!;
  const { containsNull } = array.type as ArrayType;
  return {
    kind: "call",
    name: `field ${index} of each`,
    args: [array],
    sql: ([list]) => `list_transform(${list}, lambda e: struct_extract(e, '${fieldSql(index)}'))`,
    deterministic: true,
    type: new ArrayType(field.dataType, containsNull || field.nullable),
    nullable: array.nullable,
    pretty: `${array.pretty}.${field.name}`,
  };
}

/** From 0; ANSI has no element outside. */
function elementAt(array: Typed, type: ArrayType, index: Typed): CallExpr {
  if (!INTEGRAL.has(index.type.typeName)) throw wrongIndex(array, index, "INTEGRAL");
  return {
    kind: "call",
    name: "[]",
    args: [array, index],
    sql: ([list, at]) =>
      `CASE WHEN ${at} < 0 OR ${at} >= len(${list}) THEN ${raise(
        "INVALID_ARRAY_INDEX",
        "The index ",
        { sql: at! },
        " is out of bounds: the array has ",
        { sql: `len(${list})` },
        " elements. Use get() to have null instead.",
      )} ELSE (${list})[${at} + 1] END`,
    deterministic: true,
    type: type.elementType,
    nullable: true,
    pretty: `${array.pretty}[${index.pretty}]`,
  };
}

function mapValue(map: Typed, type: MapType, key: Typed, context: SqlContext): Typed {
  const made = resolveCall("try_element_at", [map, key], { distinct: false }, context);
  return { ...made, type: type.valueType, nullable: true, pretty: `${map.pretty}[${key.pretty}]` } as Typed;
}

const INTEGRAL: ReadonlySet<string> = new Set(["byte", "short", "integer", "long"]);

function wrongIndex(base: Typed, index: Typed, wanted: string): Error {
  return analysisError(
    "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
    `"${base.pretty}[${index.pretty}]" has an index of the type "${typeWords(index.type)}"; it has to be "${wanted}".`,
    {
      sqlExpr: `"${base.pretty}[${index.pretty}]"`,
      paramIndex: "second",
      inputSql: `"${index.pretty}"`,
      inputType: `"${typeWords(index.type)}"`,
      requiredType: `"${wanted}"`,
    },
    "42K09",
  );
}

/** A struct with a field more or changed, or, without a value, less; `a.b` changes a field within. */
export function withField(
  struct: Typed,
  names: readonly string[],
  value: Typed | undefined,
  same: SameName,
): Typed {
  if (!(struct.type instanceof StructType)) {
    throw analysisError(
      "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
      `"${struct.pretty}" is of the type "${typeWords(struct.type)}"; only a struct's fields can be changed.`,
      {
        sqlExpr: `"update_fields(${struct.pretty})"`,
        paramIndex: "first",
        inputSql: `"${struct.pretty}"`,
        inputType: `"${typeWords(struct.type)}"`,
        requiredType: '"STRUCT"',
      },
      "42K09",
    );
  }
  const [name, ...inner] = names;
  const fields = struct.type.fields.map((field, i) => ({ field, value: structField(struct, i) as Typed }));
  const changed: { readonly name: string; readonly value: Typed }[] = [];
  let found = false;
  for (const { field, value: old } of fields) {
    if (!same(field.name, name!)) changed.push({ name: field.name, value: old });
    else {
      found = true;
      if (inner.length > 0) changed.push({ name: field.name, value: withField(old, inner, value, same) });
      else if (value !== undefined) changed.push({ name: name!, value });
    }
  }
  if (!found && inner.length > 0) fieldIndex(struct.type, name!, same);
  if (!found && value !== undefined) changed.push({ name: name!, value });
  if (changed.length === 0) {
    throw analysisError(
      "DATATYPE_MISMATCH.CANNOT_DROP_ALL_FIELDS",
      `Every field of "${struct.pretty}" would be dropped.`,
      { sqlExpr: `"update_fields(${struct.pretty}, dropfield())"` },
      "42K09",
    );
  }
  return packed(struct, changed, value === undefined ? "dropfield()" : `WithField(${value.pretty})`);
}

function packed(
  struct: Typed,
  fields: readonly { readonly name: string; readonly value: Typed }[],
  what: string,
): CallExpr {
  const type = new StructType(
    fields.map(({ name, value }) => new StructField(name, value.type, value.nullable)),
  );
  return {
    kind: "call",
    name: `update_fields ${fields.map(({ name }) => quoted(name)).join()}`,
    args: [struct, ...fields.map(({ value }) => value)],
    sql: ([whole, ...values]) => {
      const all = values.map((sql, i) => `${fieldSql(i)} := ${sql}`).join(", ");
      return `CASE WHEN ${whole} IS NULL THEN NULL ELSE struct_pack(${all}) END`;
    },
    deterministic: true,
    type,
    nullable: struct.nullable,
    pretty: `update_fields(${struct.pretty}, ${what})`,
  };
}
