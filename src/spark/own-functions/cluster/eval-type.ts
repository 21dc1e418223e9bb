/** How Python's worker calls a function: numbers of PySpark's PythonEvalType. */
export const EvalType = {
  /** An iterator of batches in, one out. */
  mapInArrow: 207,
  /** Arrow's arrays in, one of their length out. Since Spark 4.1. */
  scalarArrow: 250,
} as const;
