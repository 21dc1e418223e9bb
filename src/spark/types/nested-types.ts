/** The types that are made of others. */
import { ValueError } from "../../errors.js";
import { StringType } from "./atomic-types.js";
import { DataType, type TypeJson } from "./data-type.js";
import { structFromJson } from "./type-json.js";

export class ArrayType extends DataType {
  readonly typeName = "array";
  readonly elementType: DataType;
  readonly containsNull: boolean;

  constructor(elementType: DataType, containsNull = true) {
    super();
    this.elementType = elementType;
    this.containsNull = containsNull;
  }

  simpleString(): string {
    return `array<${this.elementType.simpleString()}>`;
  }

  override sql(): string {
    return `ARRAY<${this.elementType.sql()}>`;
  }

  override jsonValue(): TypeJson {
    const { elementType, containsNull } = this;
    return { type: "array", elementType: elementType.jsonValue(), containsNull };
  }

  override treeLines(prefix: string, depth: number): string[] {
    if (depth <= 0) return [];
    const { elementType, containsNull } = this;
    return [
      `${prefix}-- element: ${elementType.treeName()} (containsNull = ${containsNull})`,
      ...elementType.treeLines(`${prefix}    |`, depth - 1),
    ];
  }

  override equals(other: DataType): boolean {
    return (
      other instanceof ArrayType &&
      this.containsNull === other.containsNull &&
      this.elementType.equals(other.elementType)
    );
  }
}

/** `Map`s. Keys are never null. */
export class MapType extends DataType {
  readonly typeName = "map";
  readonly keyType: DataType;
  readonly valueType: DataType;
  readonly valueContainsNull: boolean;

  constructor(keyType: DataType, valueType: DataType, valueContainsNull = true) {
    super();
    this.keyType = keyType;
    this.valueType = valueType;
    this.valueContainsNull = valueContainsNull;
  }

  simpleString(): string {
    return `map<${this.keyType.simpleString()},${this.valueType.simpleString()}>`;
  }

  override sql(): string {
    return `MAP<${this.keyType.sql()}, ${this.valueType.sql()}>`;
  }

  override jsonValue(): TypeJson {
    const { keyType, valueType, valueContainsNull } = this;
    const [key, value] = [keyType.jsonValue(), valueType.jsonValue()];
    return { type: "map", keyType: key, valueType: value, valueContainsNull };
  }

  override treeLines(prefix: string, depth: number): string[] {
    if (depth <= 0) return [];
    const { keyType, valueType, valueContainsNull } = this;
    return [
      `${prefix}-- key: ${keyType.treeName()}`,
      ...keyType.treeLines(`${prefix}    |`, depth - 1),
      `${prefix}-- value: ${valueType.treeName()} (valueContainsNull = ${valueContainsNull})`,
      ...valueType.treeLines(`${prefix}    |`, depth - 1),
    ];
  }

  override equals(other: DataType): boolean {
    return (
      other instanceof MapType &&
      this.valueContainsNull === other.valueContainsNull &&
      this.keyType.equals(other.keyType) &&
      this.valueType.equals(other.valueType)
    );
  }
}

/** What may be written beside a column: JSON. */
export type Metadata = Readonly<Record<string, unknown>>;

export class StructField {
  readonly name: string;
  readonly dataType: DataType;
  readonly nullable: boolean;
  readonly metadata: Metadata;

  constructor(name: string, dataType: DataType, nullable = true, metadata: Metadata = {}) {
    this.name = name;
    this.dataType = dataType;
    this.nullable = nullable;
    this.metadata = metadata;
  }

  /** As SQL declares it: `a INT NOT NULL COMMENT 'of the row'`. */
  toDDL(): string {
    return `${quoteName(this.name)} ${this.#declared()}`;
  }

  /** As a field of a struct, where SQL wants a colon. */
  sql(): string {
    return `${quoteName(this.name)}: ${this.#declared()}`;
  }

  #declared(): string {
    const { comment } = this.metadata;
    const said = typeof comment === "string" ? ` COMMENT ${quoteText(comment)}` : "";
    return `${this.dataType.sql()}${this.nullable ? "" : " NOT NULL"}${said}`;
  }

  /** Collations stand in the metadata, so that readers which know none see strings. */
  jsonValue(): TypeJson {
    const collations = collationsOf(this.dataType, this.name);
    const collated = Object.keys(collations).length > 0;
    return {
      name: this.name,
      type: (collated ? withoutCollations(this.dataType) : this.dataType).jsonValue(),
      nullable: this.nullable,
      metadata: collated ? { ...this.metadata, [COLLATIONS]: collations } : this.metadata,
    };
  }

  equals(other: StructField): boolean {
    return (
      this.name === other.name && this.nullable === other.nullable && this.dataType.equals(other.dataType)
    );
  }
}

/** The columns of a DataFrame, or a value with fields. */
export class StructType extends DataType implements Iterable<StructField> {
  readonly typeName = "struct";
  readonly fields: readonly StructField[];

  constructor(fields: readonly StructField[] = []) {
    super();
    this.fields = fields;
  }

  /** A new one with a field more; this one stays as it is. */
  add(field: StructField): StructType;
  add(name: string, dataType: DataType, nullable?: boolean, metadata?: Metadata): StructType;
  add(
    field: StructField | string,
    dataType?: DataType,
    nullable = true,
    metadata: Metadata = {},
  ): StructType {
    if (typeof field !== "string") return new StructType([...this.fields, field]);
    if (dataType === undefined) throw new ValueError(`the field ${JSON.stringify(field)} has no type`);
    return new StructType([...this.fields, new StructField(field, dataType, nullable, metadata)]);
  }

  get names(): string[] {
    return this.fields.map(({ name }) => name);
  }

  fieldNames(): string[] {
    return this.names;
  }

  [Symbol.iterator](): Iterator<StructField> {
    return this.fields[Symbol.iterator]();
  }

  simpleString(): string {
    return `struct<${this.fields.map(({ name, dataType }) => `${name}:${dataType.simpleString()}`).join(",")}>`;
  }

  override sql(): string {
    return `STRUCT<${this.fields.map((field) => field.sql()).join(", ")}>`;
  }

  /** The fields as SQL declares a table's columns, which `DataType.fromDDL` reads. */
  toDDL(): string {
    return this.fields.map((field) => field.toDDL()).join(",");
  }

  override jsonValue(): TypeJson {
    return { type: "struct", fields: this.fields.map((field) => field.jsonValue()) };
  }

  /**
   * From what `json()` writes, read with JSON.parse.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.types.StructType.html
   *
   * @throws ValueError for what is no struct's JSON, with the path to it
   */
  static fromJson(json: unknown): StructType {
    return structFromJson(json);
  }

  /**
   * What `printSchema` prints.
   *
   * @param maxDepth how many levels of what is nested; all when it isn't above 0
   */
  treeString(maxDepth = 0): string {
    const depth = maxDepth > 0 ? maxDepth : Number.POSITIVE_INFINITY;
    return `${["root", ...this.treeLines(" |", depth)].join("\n")}\n`;
  }

  override treeLines(prefix: string, depth: number): string[] {
    if (depth <= 0) return [];
    return this.fields.flatMap(({ name, dataType, nullable }) => [
      `${prefix}-- ${visible(name)}: ${dataType.treeName()} (nullable = ${nullable})`,
      ...dataType.treeLines(`${prefix}    |`, depth - 1),
    ]);
  }

  override equals(other: DataType): boolean {
    return (
      other instanceof StructType &&
      this.fields.length === other.fields.length &&
      this.fields.every((field, i) => field.equals(other.fields[i]!))
    );
  }
}

/** Where a field's metadata has the collations of its strings: by the path to each. */
export const COLLATIONS = "__COLLATIONS";

/** By paths such as `names.element` or `m.value.element`; fields of structs say their own. */
function collationsOf(type: DataType, path: string): Record<string, string> {
  if (type instanceof StringType && type.collation !== "UTF8_BINARY") {
    const provider = type.collation.startsWith("UTF8_") ? "spark" : "icu";
    return { [path]: `${provider}.${type.collation}` };
  }
  if (type instanceof ArrayType) return collationsOf(type.elementType, inside(path, "element"));
  if (type instanceof MapType) {
    const [keys, values] = [inside(path, "key"), inside(path, "value")];
    return { ...collationsOf(type.keyType, keys), ...collationsOf(type.valueType, values) };
  }
  return {};
}

/** A path one step further in; a field may have no name. */
export function inside(path: string, step: string): string {
  return path === "" ? step : `${path}.${step}`;
}

function withoutCollations(type: DataType): DataType {
  if (type instanceof StringType) return new StringType();
  if (type instanceof ArrayType) return new ArrayType(withoutCollations(type.elementType), type.containsNull);
  if (type instanceof MapType) {
    const [key, value] = [withoutCollations(type.keyType), withoutCollations(type.valueType)];
    return new MapType(key, value, type.valueContainsNull);
  }
  return type;
}

/** A name as SQL takes it anywhere: in backticks unless it is of letters, digits and `_`, and no number. */
export function quoteName(name: string): string {
  const plain = /^[a-zA-Z0-9_]+$/.test(name) && !/^\d+$/.test(name);
  return plain ? name : `\`${name.replaceAll("`", "``")}\``;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

const CONTROLS: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\f": "\\f",
  "\b": "\\b",
  "\u000b": "\\v",
  "\u0007": "\\a",
};

/** Names with line ends and the like in one line. */
function visible(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return name.replace(/[\n\r\t\f\b\u000b\u0007]/g, (control) => CONTROLS[control]!);
}
