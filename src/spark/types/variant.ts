import { ValueError } from "../../errors.js";
import { variantJson } from "./variant-json.js";

/** A value with a type of its own, in the two parts of Parquet's variants: the value of a `variant`. */
export class VariantVal {
  readonly value: Uint8Array;
  /** The names that its objects have. */
  readonly metadata: Uint8Array;

  constructor(value: Uint8Array, metadata: Uint8Array) {
    this.value = value;
    this.metadata = metadata;
  }

  /**
   * As JSON text.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.types.VariantVal.html
   *
   * @param timeZone which timestamps are written in
   * @throws ValueError for bytes that are no variant
   */
  toJson(timeZone = "UTC"): string {
    return variantJson(this.value, this.metadata, timeZone);
  }

  toString(): string {
    return this.toJson();
  }

  /** For who looks at it, bytes that are no variant too. */
  get [Symbol.toStringTag](): string {
    try {
      return this.toString();
    } catch (error) {
      if (error instanceof ValueError) return "no variant";
      throw error;
    }
  }
}
