/** The types of JSON, as Spark infers them: of each record, and what they have in common. */
import {
  ArrayType,
  BooleanType,
  type DataType,
  DecimalType,
  DoubleType,
  LongType,
  NullType,
  StringType,
  StructField,
  StructType,
  TimestampType,
} from "../../../types/index.js";
import { Decimal } from "../../../types/values.js";
import { malformedWhileInferring } from "../file-errors.js";
import { readsAsTimestamp } from "../text-values.js";
import type { JsonOptions } from "./json-options.js";
import { JsonParser, JsonSyntaxError } from "./json-parser.js";

const NULL = new NullType();
const STRING = new StringType();

/** @throws SparkException in the mode FAILFAST, for a record that is no JSON */
export class JsonSchema {
  readonly #options: JsonOptions;
  #root: DataType | undefined;

  constructor(options: JsonOptions) {
    this.#options = options;
  }

  add(record: string): void {
    const type = this.#typeOf(record);
    if (type === undefined || (this.#root !== undefined && type.equals(this.#root))) return;
    this.#root = this.#root === undefined ? type : this.#mergeRoots(this.#root, type);
  }

  /** The type of a text alone, which need be no record. @throws JsonSyntaxError */
  ofValue(text: string): DataType {
    const parser = new JsonParser(text, this.#options);
    parser.next();
    const found = this.#infer(parser);
    const none = new StructType([]);
    if (found instanceof ArrayType && found.elementType instanceof StructType) {
      return new ArrayType(this.#canonical(found.elementType) ?? none, found.containsNull);
    }
    return this.#canonical(found) ?? (found instanceof StructType ? none : STRING);
  }

  get schema(): StructType {
    const empty = new StructType([]);
    const root = this.#canonical(this.#root === undefined ? empty : this.#mergeRoots(empty, this.#root));
    return root instanceof StructType ? root : empty;
  }

  #typeOf(record: string): DataType | undefined {
    try {
      const parser = new JsonParser(record, this.#options);
      return parser.next() === undefined ? undefined : this.#infer(parser);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      switch (this.#options.mode) {
        case "PERMISSIVE":
          return new StructType([new StructField(this.#options.corruptRecordColumn, STRING)]);
        case "DROPMALFORMED":
          return undefined;
        case "FAILFAST":
          throw malformedWhileInferring();
      }
    }
  }

  #infer(parser: JsonParser): DataType {
    switch (parser.token) {
      case "name":
        parser.next();
        return this.#infer(parser);
      case "string":
        return parser.value === "" ? NULL : this.#ofString(parser.value);
      case "{": {
        const fields: StructField[] = [];
        while (parser.next() !== "}") fields.push(new StructField(parser.fieldName!, this.#infer(parser)));
        return new StructType(fields.sort(byName));
      }
      case "[": {
        let element: DataType = NULL;
        while (parser.next() !== "]") element = this.#merge(element, this.#infer(parser));
        return new ArrayType(element);
      }
      case "integer":
      case "fraction":
      case "odd":
        return this.#options.primitivesAsString ? STRING : this.#ofNumber(parser);
      case "true":
      case "false":
        return this.#options.primitivesAsString ? STRING : new BooleanType();
      default:
        return NULL;
    }
  }

  #ofString(text: string): DataType {
    const { prefersDecimal, inferTimestamp, patterns } = this.#options;
    if (prefersDecimal && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,9})?$/.test(text)) {
      const type = decimalOf(text);
      if (type !== undefined) return type;
    }
    return inferTimestamp && readsAsTimestamp(text, patterns) ? new TimestampType() : STRING;
  }

  #ofNumber({ token, value }: JsonParser): DataType {
    if (token === "integer") {
      const number = BigInt(value);
      if (BigInt.asIntN(64, number) === number) return new LongType();
      return decimalOf(value) ?? new DoubleType();
    }
    if (token === "fraction" && this.#options.prefersDecimal) return decimalOf(value) ?? new DoubleType();
    return new DoubleType();
  }

  #mergeRoots(a: DataType, b: DataType): DataType {
    if (a instanceof ArrayType) return this.#mergeRoots(a.elementType, b);
    if (b instanceof ArrayType) return this.#mergeRoots(a, b.elementType);
    if (a instanceof StructType && b instanceof NullType) return a;
    if (a instanceof NullType && b instanceof StructType) return b;
    if (a instanceof StructType && !(b instanceof StructType)) return this.#withCorrupt(a);
    if (b instanceof StructType && !(a instanceof StructType)) return this.#withCorrupt(b);
    return this.#merge(a, b);
  }

  /** Something else than an object stood where a record should. */
  #withCorrupt(struct: StructType): StructType {
    const { mode, corruptRecordColumn } = this.#options;
    if (mode === "FAILFAST") throw malformedWhileInferring();
    if (mode === "DROPMALFORMED" || struct.names.includes(corruptRecordColumn)) return struct;
    return new StructType([...struct.fields, new StructField(corruptRecordColumn, STRING)].sort(byName));
  }

  #merge(a: DataType, b: DataType): DataType {
    if (a instanceof NullType) return b;
    if (b instanceof NullType || a.equals(b)) return a;
    if (a instanceof StructType && b instanceof StructType) {
      const fields = new Map<string, StructField>();
      for (const field of [...a.fields, ...b.fields]) {
        const known = fields.get(field.name);
        const type = known === undefined ? field.dataType : this.#merge(known.dataType, field.dataType);
        fields.set(field.name, new StructField(field.name, type));
      }
      return new StructType([...fields.values()].sort(byName));
    }
    if (a instanceof ArrayType && b instanceof ArrayType) {
      return new ArrayType(this.#merge(a.elementType, b.elementType), a.containsNull || b.containsNull);
    }
    return widerNumber(a, b) ?? STRING;
  }

  #canonical(type: DataType): DataType | undefined {
    if (type instanceof NullType) return this.#options.dropFieldIfAllNull ? undefined : STRING;
    if (type instanceof ArrayType) {
      const element = this.#canonical(type.elementType);
      return element === undefined ? undefined : new ArrayType(element, type.containsNull);
    }
    if (!(type instanceof StructType)) return type;
    const fields = type.fields.flatMap(({ name, dataType }) => {
      const made = name === "" ? undefined : this.#canonical(dataType);
      return made === undefined ? [] : [new StructField(name, made)];
    });
    return fields.length === 0 ? undefined : new StructType(fields);
  }
}

function byName(a: StructField, b: StructField): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function decimalOf(text: string): DecimalType | undefined {
  // An exponent can say more digits than any decimal has.
  if (Math.abs(Number(/[eE](.*)$/.exec(text)?.[1] ?? 0)) > DecimalType.MOST_DIGITS) return undefined;
  const { precision, scale } = Decimal.of(text);
  const digits = Math.max(precision, scale);
  return digits <= DecimalType.MOST_DIGITS ? new DecimalType(digits, scale) : undefined;
}

const LONG_DIGITS = 20;

function widerNumber(a: DataType, b: DataType): DataType | undefined {
  const isNumber = (type: DataType) =>
    type instanceof LongType || type instanceof DoubleType || type instanceof DecimalType;
  if (!isNumber(a) || !isNumber(b)) return undefined;
  if (a instanceof DoubleType || b instanceof DoubleType) return new DoubleType();
  const [x, y] = [a, b].map((type) => (type instanceof DecimalType ? type : new DecimalType(LONG_DIGITS, 0)));
  const scale = Math.max(x!.scale, y!.scale);
  const range = Math.max(x!.precision - x!.scale, y!.precision - y!.scale);
  return range + scale > DecimalType.MOST_DIGITS ? new DoubleType() : new DecimalType(range + scale, scale);
}
