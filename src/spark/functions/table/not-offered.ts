/** The public names of pyspark.sql.functions that manycore/spark's `functions` hasn't, and why. */
export const NOT_OFFERED: Readonly<Record<string, string>> = {
  AnalyzeArgument: "For the `analyze` of a Python class that makes a table.",
  AnalyzeResult: "For the `analyze` of a Python class that makes a table.",
  ArrowUDFType: "Kinds of Arrow functions in Python.",
  OrderingColumn: "For the `analyze` of a Python class that makes a table.",
  PandasUDFType: "Kinds of pandas functions in Python.",
  PartitioningColumn: "For the `analyze` of a Python class that makes a table.",
  SelectedColumn: "For the `analyze` of a Python class that makes a table.",
  SkipRestOfInputTableException: "For Python classes that make a table.",
  UserDefinedFunction: "Python's class of functions of one's own.",
  UserDefinedTableFunction: "Python's class of functions that make a table.",
  arrow_udf: "Functions of one's own get Arrow batches by `DataFrame.mapInArrow`.",
  arrow_udtf: "Functions that make a table are written in Python.",
  pandas_udf:
    "There is no pandas in JavaScript; `F.udf` with `{ vectorised: true }` gives the function ndarrays.",
  udtf: "Functions that make a table are written in Python.",
};
