/** PySpark's classes of which a method is missing here, and why. The coverage page is made of it, and a test holds it against PySpark. */
const STREAMING = "structured streaming isn't offered";
const PANDAS = "there is no pandas in JavaScript; toArrow, toNumpy and the functions on Arrow do its work";
const ARTIFACTS = "what a function needs travels with it";
const RDDS = "RDDs are made by spark.sparkContext; df.collect() or toLocalIterator() gives rows for one";
const BY_SQL = "say it in SQL: spark.sql";
const SERVER = "is a matter of the server that is connected to";
const NEW = "is new in Spark 4.2 or 4.3, which older servers don't have";

export const NOT_OFFERED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DataFrame: {
    asTable: "functions that give tables and are one's own aren't offered",
    dropDuplicatesWithinWatermark: STREAMING,
    executionInfo: "PySpark's metrics of a plan; registerProgressHandler says how far a query is",
    isStreaming: STREAMING,
    mapInPandas: PANDAS,
    mergeInto: BY_SQL,
    nearestByJoin: NEW,
    pandas_api: PANDAS,
    plot: "draws with a package of Python's",
    rdd: RDDS,
    registerTempTable: "PySpark gives createOrReplaceTempView for it since 2.0",
    toPandas: PANDAS,
    withWatermark: STREAMING,
    writeStream: STREAMING,
    zip: NEW,
  },
  SparkSession: {
    addArtifact: ARTIFACTS,
    addArtifacts: ARTIFACTS,
    copyFromLocalToFs: SERVER,
    dataSource: "sources of data written in Python aren't offered",
    profile: "profiles Python's functions",
    readStream: STREAMING,
    streams: STREAMING,
    udtf: "functions that give tables and are one's own aren't offered",
  },
  GroupedData: {
    apply: PANDAS,
    applyInPandas: PANDAS,
    applyInPandasWithState: STREAMING,
    transformWithState: STREAMING,
    transformWithStateInPandas: STREAMING,
  },
  DataFrameReader: { changes: NEW },
  DataFrameWriterV2: { clusterBy: BY_SQL },
  Catalog: {
    analyzeTable: BY_SQL,
    createDatabase: BY_SQL,
    createExternalTable: "PySpark gives createTable for it since 2.2",
    dropDatabase: BY_SQL,
    dropTable: BY_SQL,
    dropView: BY_SQL,
    getCreateTableString: BY_SQL,
    getTableProperties: BY_SQL,
    listPartitions: BY_SQL,
    listViews: BY_SQL,
    registerFunction: "PySpark gives spark.udf.register for it since 2.3",
    truncateTable: BY_SQL,
  },
  TableValuedFunction: { python_worker_logs: "are logs of Python's workers" },
};
