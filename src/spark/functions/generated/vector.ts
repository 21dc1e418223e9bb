// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Vectors. */
import { type Column, type ColumnOrName, toColumn } from "../../api/column.js";
import { given, invoke } from "../arguments.js";

/**
 * The mean of all vectors, which are arrays of float, as an aggregate.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.vector_avg.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function vector_avg(col: ColumnOrName): Column {
  return invoke("vector_avg", toColumn(col));
}

/**
 * The cosine of the angle between two vectors.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.vector_cosine_similarity.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function vector_cosine_similarity(left: ColumnOrName, right: ColumnOrName): Column<number | null> {
  return invoke("vector_cosine_similarity", toColumn(left), toColumn(right));
}

/**
 * The inner product of two vectors.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.vector_inner_product.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function vector_inner_product(left: ColumnOrName, right: ColumnOrName): Column<number | null> {
  return invoke("vector_inner_product", toColumn(left), toColumn(right));
}

/**
 * The Euclidean distance of two vectors.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.vector_l2_distance.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function vector_l2_distance(left: ColumnOrName, right: ColumnOrName): Column<number | null> {
  return invoke("vector_l2_distance", toColumn(left), toColumn(right));
}

/**
 * The length of a vector in the norm of a degree, 2 if it isn't given.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.vector_norm.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function vector_norm(vector: ColumnOrName, degree?: ColumnOrName): Column<number | null> {
  return invoke("vector_norm", toColumn(vector), given(degree, toColumn));
}

/**
 * A vector of the same direction whose length is 1.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.vector_normalize.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function vector_normalize(vector: ColumnOrName, degree?: ColumnOrName): Column {
  return invoke("vector_normalize", toColumn(vector), given(degree, toColumn));
}

/**
 * The sum of all vectors, which are arrays of float, as an aggregate.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.vector_sum.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function vector_sum(col: ColumnOrName): Column {
  return invoke("vector_sum", toColumn(col));
}
