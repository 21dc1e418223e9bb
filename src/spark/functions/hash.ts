import { ValueError } from "../../errors.js";
import { type Column, type ColumnOrName, lit, toColumn } from "../api/column.js";
import { invoke } from "./arguments.js";

const LENGTHS = [0, 224, 256, 384, 512];

/**
 * The SHA-2 digest in hexadecimal digits.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sha2.html
 * @param numBits 224, 256, 384 or 512; 0 is 256
 * @throws ValueError for another length, and for an argument that is neither a column nor its name
 */
export function sha2(col: ColumnOrName, numBits: 0 | 224 | 256 | 384 | 512): Column<string | null> {
  if (!LENGTHS.includes(numBits)) {
    throw new ValueError(
      `F.sha2 has digests of ${LENGTHS.slice(1).join(", ")} bits (0 is 256), not ${numBits}`,
    );
  }
  return invoke("sha2", toColumn(col), lit(numBits));
}
