/** A call of each of PySpark's methods that an engine answers, for the coverage page: does the embedded engine have it? */
import {
  type DataFrame,
  functions as F,
  Observation,
  type SparkSession,
  StorageLevel,
  types,
  Window,
} from "../../../src/spark/index.js";

/** What the calls have: a DataFrame of `id` (long), `name` (string), `x` (double), `day` (date), `list` (array), `pair` (struct); another; a new folder. */
export interface Given {
  readonly spark: SparkSession;
  readonly df: DataFrame;
  readonly other: DataFrame;
  /** A path for files that aren't there yet. */
  readonly path: () => string;
  /** A table's name that isn't there yet. */
  readonly table: () => string;
  /** The name of a saved table. @throws NotSupportedError where tables can't be saved */
  readonly saved: () => Promise<string>;
}

/** Gives a DataFrame, whose rows are asked for; a column, of which a DataFrame is made; or what has been done. */
export type Sample = (given: Given) => unknown;

/** Asks no engine: what is true of it on one engine is true on all. */
const HERE = undefined;

const COLUMN: Readonly<Record<string, Sample>> = {
  alias: () => F.col("id").alias("n"),
  asc: ({ df }) => df.orderBy(F.col("id").asc()),
  asc_nulls_first: ({ df }) => df.orderBy(F.col("id").asc_nulls_first()),
  asc_nulls_last: ({ df }) => df.orderBy(F.col("id").asc_nulls_last()),
  astype: () => F.col("id").astype("string"),
  between: () => F.col("id").between(0, 1),
  bitwiseAND: () => F.col("id").bitwiseAND(3),
  bitwiseOR: () => F.col("id").bitwiseOR(3),
  bitwiseXOR: () => F.col("id").bitwiseXOR(3),
  cast: () => F.col("id").cast("double"),
  contains: () => F.col("name").contains("a"),
  desc: ({ df }) => df.orderBy(F.col("id").desc()),
  desc_nulls_first: ({ df }) => df.orderBy(F.col("id").desc_nulls_first()),
  desc_nulls_last: ({ df }) => df.orderBy(F.col("id").desc_nulls_last()),
  dropFields: () => F.col("pair").dropFields("a"),
  endswith: () => F.col("name").endswith("a"),
  eqNullSafe: () => F.col("id").eqNullSafe(1),
  getField: () => F.col("pair").getField("a"),
  getItem: () => F.col("list").getItem(0),
  ilike: () => F.col("name").ilike("A%"),
  isNaN: () => F.col("x").isNaN(),
  isNotNull: () => F.col("id").isNotNull(),
  isNull: () => F.col("id").isNull(),
  isin: () => F.col("id").isin(1, 2),
  like: () => F.col("name").like("a%"),
  name: () => F.col("id").name("n"),
  otherwise: () => F.when(F.col("id").gt(1), 1).otherwise(0),
  outer: ({ df, other }) => df.filter(other.where(F.col("id").eq(F.col("x").outer())).exists()),
  over: () => F.sum("id").over(Window.partitionBy("name")),
  rlike: () => F.col("name").rlike("^a"),
  startswith: () => F.col("name").startswith("a"),
  substr: () => F.col("name").substr(1, 1),
  transform: () => F.col("id").transform((column) => column.add(1)),
  try_cast: () => F.col("name").try_cast("int"),
  when: () => F.when(F.col("id").gt(1), 1).when(F.col("id").gt(0), 2),
  withField: () => F.col("pair").withField("c", F.lit(1)),
};

const DATA_FRAME: Readonly<Record<string, Sample | undefined>> = {
  agg: ({ df }) => df.agg(F.sum("id")),
  alias: ({ df }) => df.alias("a"),
  approxQuantile: ({ df }) => df.approxQuantile("x", [0.5], 0),
  cache: async ({ df }) => (await df.cache()).unpersist(),
  checkpoint: ({ df }) => df.checkpoint(),
  coalesce: ({ df }) => df.coalesce(1),
  colRegex: ({ df }) => df.select(df.colRegex("`i.*`")),
  collect: ({ df }) => df.collect(),
  columns: ({ df }) => df.columns(),
  corr: ({ df }) => df.corr("id", "x"),
  count: ({ df }) => df.count(),
  cov: ({ df }) => df.cov("id", "x"),
  createGlobalTempView: ({ df, table }) => df.createGlobalTempView(table()),
  createOrReplaceGlobalTempView: ({ df, table }) => df.createOrReplaceGlobalTempView(table()),
  createOrReplaceTempView: ({ df, table }) => df.createOrReplaceTempView(table()),
  createTempView: ({ df, table }) => df.createTempView(table()),
  crossJoin: ({ df, other }) => df.crossJoin(other),
  crosstab: ({ df }) => df.crosstab("name", "id"),
  cube: ({ df }) => df.cube("name").count(),
  describe: ({ df }) => df.describe("id"),
  distinct: ({ df }) => df.distinct(),
  drop: ({ df }) => df.drop("id"),
  dropDuplicates: ({ df }) => df.dropDuplicates(["name"]),
  drop_duplicates: ({ df }) => df.drop_duplicates(["name"]),
  dropna: ({ df }) => df.dropna(),
  dtypes: ({ df }) => df.dtypes(),
  exceptAll: ({ df, other }) => df.select("id").exceptAll(other.select("id")),
  exists: ({ df, other }) => df.filter(other.exists()),
  explain: ({ df }) => df.explainString(),
  fillna: ({ df }) => df.fillna(0),
  filter: ({ df }) => df.filter("id > 1"),
  first: ({ df }) => df.first(),
  foreach: ({ df }) => df.foreach(() => undefined),
  freqItems: ({ df }) => df.freqItems(["name"]),
  groupBy: ({ df }) => df.groupBy("name").count(),
  groupby: ({ df }) => df.groupby("name").count(),
  groupingSets: ({ df }) => df.groupingSets([["name"], []], "name").agg(F.count("*")),
  head: ({ df }) => df.head(2),
  hint: ({ df }) => df.hint("broadcast"),
  inputFiles: async ({ df, spark, path }) => {
    const file = path();
    await df.select("id").write.parquet(file);
    return spark.read.parquet(file).inputFiles();
  },
  intersect: ({ df, other }) => df.select("id").intersect(other.select("id")),
  intersectAll: ({ df, other }) => df.select("id").intersectAll(other.select("id")),
  isEmpty: ({ df }) => df.isEmpty(),
  isLocal: ({ df }) => df.isLocal(),
  join: ({ df, other }) => df.join(other.select("id"), "id", "left"),
  lateralJoin: ({ df, other }) =>
    df.lateralJoin(other.select(F.col("id").add(F.col("x").outer()).alias("y"))),
  limit: ({ df }) => df.limit(1),
  localCheckpoint: ({ df }) => df.localCheckpoint(),
  melt: ({ df }) => df.melt("name", ["id"], "variable", "value"),
  metadataColumn: ({ df }) => df.select(df.metadataColumn("id")),
  na: ({ df }) => df.na.drop(),
  observe: ({ df }) => df.observe("seen", F.count("*").alias("n")),
  offset: ({ df }) => df.offset(1),
  orderBy: ({ df }) => df.orderBy("id"),
  persist: async ({ df }) => (await df.persist(StorageLevel.MEMORY_ONLY)).unpersist(),
  printSchema: ({ df }) => df.treeString(),
  randomSplit: ({ df }) => df.randomSplit([0.5, 0.5], 1)[0],
  repartition: ({ df }) => df.repartition(2, "name"),
  repartitionById: ({ df }) => df.repartitionById(2, F.col("id").cast("int")),
  repartitionByRange: ({ df }) => df.repartitionByRange(2, "id"),
  replace: ({ df }) => df.replace(1, 2),
  rollup: ({ df }) => df.rollup("name").count(),
  sameSemantics: ({ df, other }) => df.sameSemantics(other),
  sample: ({ df }) => df.sample(0.5),
  sampleBy: ({ df }) => df.sampleBy("name", { a: 1 }, 1),
  scalar: ({ df, other }) => df.select(other.agg(F.max("id")).scalar()),
  schema: ({ df }) => df.schema(),
  select: ({ df }) => df.select("id"),
  selectExpr: ({ df }) => df.selectExpr("id + 1"),
  semanticHash: ({ df }) => df.semanticHash(),
  show: ({ df }) => df.showString(),
  sort: ({ df }) => df.sort("id"),
  sortWithinPartitions: ({ df }) => df.sortWithinPartitions("id"),
  sparkSession: HERE,
  stat: ({ df }) => df.stat.corr("id", "x"),
  storageLevel: ({ df }) => df.storageLevel(),
  subtract: ({ df, other }) => df.select("id").subtract(other.select("id")),
  summary: ({ df }) => df.select("id").summary("count", "50%"),
  tail: ({ df }) => df.tail(1),
  take: ({ df }) => df.take(1),
  to: ({ df }) =>
    df.select("id").to(new types.StructType([new types.StructField("id", new types.DoubleType())])),
  toArrow: ({ df }) => df.toArrow(),
  toDF: ({ df }) => df.select("id").toDF("n"),
  toJSON: ({ df }) => df.toJSON(),
  toLocalIterator: async ({ df }) => {
    for await (const _ of df.toLocalIterator());
  },
  transform: ({ df }) => df.transform((frame) => frame.limit(1)),
  transpose: ({ df }) => df.select("id", "x").transpose(),
  union: ({ df, other }) => df.union(other),
  unionAll: ({ df, other }) => df.unionAll(other),
  unionByName: ({ df, other }) => df.unionByName(other),
  unpersist: ({ df }) => df.unpersist(),
  unpivot: ({ df }) => df.unpivot("name", ["id"], "variable", "value"),
  where: ({ df }) => df.where("id > 1"),
  withColumn: ({ df }) => df.withColumn("n", F.lit(1)),
  withColumnRenamed: ({ df }) => df.withColumnRenamed("id", "n"),
  withColumns: ({ df }) => df.withColumns({ n: F.lit(1) }),
  withColumnsRenamed: ({ df }) => df.withColumnsRenamed({ id: "n" }),
  withMetadata: ({ df }) => df.withMetadata("id", { a: 1 }),
  write: ({ df, path }) => df.select("id").write.parquet(path()),
  writeTo: ({ df, table }) => df.select("id").writeTo(table()).create(),
  zipWithIndex: ({ df }) => df.zipWithIndex(),
};

const written = (format: "csv" | "json" | "parquet" | "text", column: string): Sample => {
  return async ({ df, spark, path }) => {
    const file = path();
    await df.select(column).write[format](file);
    return spark.read[format](file);
  };
};

/** By class and method, in PySpark's names. */
export const SAMPLES: Readonly<Record<string, Readonly<Record<string, Sample | undefined>>>> = {
  Catalog: {
    cacheTable: async ({ spark, saved }) => spark.catalog.cacheTable(await saved()),
    clearCache: ({ spark }) => spark.catalog.clearCache(),
    createTable: ({ spark, table }) =>
      spark.catalog.createTable(table(), {
        schema: new types.StructType([new types.StructField("id", new types.IntegerType())]),
      }),
    currentCatalog: ({ spark }) => spark.catalog.currentCatalog(),
    currentDatabase: ({ spark }) => spark.catalog.currentDatabase(),
    databaseExists: ({ spark }) => spark.catalog.databaseExists("default"),
    dropGlobalTempView: ({ spark }) => spark.catalog.dropGlobalTempView("none"),
    dropTempView: ({ spark }) => spark.catalog.dropTempView("none"),
    functionExists: ({ spark }) => spark.catalog.functionExists("upper"),
    getDatabase: ({ spark }) => spark.catalog.getDatabase("default"),
    getFunction: ({ spark }) => spark.catalog.getFunction("upper"),
    getTable: async ({ spark, saved }) => spark.catalog.getTable(await saved()),
    isCached: async ({ spark, saved }) => spark.catalog.isCached(await saved()),
    listCatalogs: ({ spark }) => spark.catalog.listCatalogs(),
    listColumns: async ({ spark, saved }) => spark.catalog.listColumns(await saved()),
    listDatabases: ({ spark }) => spark.catalog.listDatabases(),
    listFunctions: ({ spark }) => spark.catalog.listFunctions(),
    listTables: ({ spark }) => spark.catalog.listTables(),
    recoverPartitions: async ({ spark, df, table }) => {
      const name = table();
      await df.select("id", "name").write.partitionBy("name").saveAsTable(name);
      return spark.catalog.recoverPartitions(name);
    },
    refreshByPath: ({ spark, path }) => spark.catalog.refreshByPath(path()),
    refreshTable: async ({ spark, saved }) => spark.catalog.refreshTable(await saved()),
    setCurrentCatalog: ({ spark }) => spark.catalog.setCurrentCatalog("spark_catalog"),
    setCurrentDatabase: ({ spark }) => spark.catalog.setCurrentDatabase("default"),
    tableExists: ({ spark }) => spark.catalog.tableExists("none"),
    uncacheTable: async ({ spark, saved }) => {
      const name = await saved();
      await spark.catalog.cacheTable(name);
      return spark.catalog.uncacheTable(name);
    },
  },
  Column: COLUMN,
  DataFrame: DATA_FRAME,
  DataFrameNaFunctions: {
    drop: ({ df }) => df.na.drop({ how: "all" }),
    fill: ({ df }) => df.na.fill({ name: "none" }),
    replace: ({ df }) => df.na.replace("a", "b", ["name"]),
  },
  DataFrameReader: {
    csv: written("csv", "id"),
    format: ({ df, spark, path }) => {
      const file = path();
      return df.write.parquet(file).then(() => spark.read.format("parquet").load(file));
    },
    jdbc: ({ spark }) => spark.read.jdbc("jdbc:none", "none"),
    json: written("json", "id"),
    load: async ({ df, spark, path }) => {
      const file = path();
      await df.write.parquet(file);
      return spark.read.load(file);
    },
    option: HERE,
    options: HERE,
    orc: ({ spark, path }) => spark.read.schema("id int").orc(path()),
    parquet: written("parquet", "id"),
    schema: HERE,
    table: async ({ spark, saved }) => spark.read.table(await saved()),
    text: written("text", "name"),
    xml: ({ spark, path }) => spark.read.schema("id int").xml(path(), { rowTag: "row" }),
  },
  DataFrameStatFunctions: {
    approxQuantile: ({ df }) => df.stat.approxQuantile("x", [0.5], 0),
    corr: ({ df }) => df.stat.corr("id", "x"),
    cov: ({ df }) => df.stat.cov("id", "x"),
    crosstab: ({ df }) => df.stat.crosstab("name", "id"),
    freqItems: ({ df }) => df.stat.freqItems(["name"]),
    sampleBy: ({ df }) => df.stat.sampleBy("name", { a: 1 }, 1),
  },
  DataFrameWriter: {
    bucketBy: ({ df, table }) => df.select("id").write.bucketBy(2, "id").saveAsTable(table()),
    clusterBy: ({ df, table }) => df.select("id").write.clusterBy("id").saveAsTable(table()),
    csv: written("csv", "id"),
    format: ({ df, path }) => df.write.format("parquet").save(path()),
    insertInto: async ({ df, saved }) => df.select("id").write.insertInto(await saved()),
    jdbc: ({ df }) => df.select("id").write.jdbc("jdbc:none", "none"),
    json: written("json", "id"),
    mode: ({ df, path }) => df.write.mode("append").parquet(path()),
    option: HERE,
    options: HERE,
    orc: ({ df, path }) => df.select("id").write.orc(path()),
    parquet: written("parquet", "id"),
    partitionBy: ({ df, path }) => df.select("id", "name").write.partitionBy("name").parquet(path()),
    save: ({ df, path }) => df.write.save(path()),
    saveAsTable: ({ saved }) => saved(),
    sortBy: ({ df, table }) => df.select("id").write.bucketBy(2, "id").sortBy("id").saveAsTable(table()),
    text: written("text", "name"),
    xml: ({ df, path }) => df.select("id").write.xml(path(), { rowTag: "row" }),
  },
  GroupedData: {
    agg: ({ df }) => df.groupBy("name").agg(F.max("id")),
    avg: ({ df }) => df.groupBy("name").avg("id"),
    count: ({ df }) => df.groupBy("name").count(),
    max: ({ df }) => df.groupBy("name").max("id"),
    mean: ({ df }) => df.groupBy("name").mean("id"),
    min: ({ df }) => df.groupBy("name").min("id"),
    pivot: ({ df }) => df.groupBy("name").pivot("id", [1, 2]).avg("x"),
    sum: ({ df }) => df.groupBy("name").sum("id"),
  },
  Observation: {
    get: async ({ df }) => {
      const observation = new Observation("rows");
      await df.observe(observation, F.count("*").alias("n")).collect();
      return observation.get;
    },
  },
  RuntimeConfig: {
    get: ({ spark }) => spark.conf.get("spark.sql.session.timeZone"),
    getAll: ({ spark }) => spark.conf.getAll(),
    isModifiable: ({ spark }) => spark.conf.isModifiable("spark.sql.session.timeZone"),
    set: ({ spark }) => spark.conf.set("spark.sql.shuffle.partitions", 3),
    unset: ({ spark }) => spark.conf.unset("spark.sql.shuffle.partitions"),
  },
  SparkSession: {
    createDataFrame: ({ spark }) => spark.createDataFrame([{ a: 1 }]),
    emptyDataFrame: ({ spark }) => spark.emptyDataFrame("a int"),
    interruptAll: ({ spark }) => spark.interruptAll(),
    interruptTag: ({ spark }) => spark.interruptTag("none"),
    newSession: async ({ spark }) => (await spark.newSession()).stop(),
    range: ({ spark }) => spark.range(3),
    sql: ({ spark }) => spark.sql("SELECT 1"),
    table: async ({ spark, saved }) => spark.table(await saved()),
    version: HERE,
  },
  TableValuedFunction: {
    collations: ({ spark }) => spark.tvf.collations(),
    explode: ({ spark }) => spark.tvf.explode(F.array(F.lit(1))),
    explode_outer: ({ spark }) => spark.tvf.explode_outer(F.array(F.lit(1))),
    inline: ({ spark }) => spark.tvf.inline(F.array(F.struct(F.lit(1)))),
    inline_outer: ({ spark }) => spark.tvf.inline_outer(F.array(F.struct(F.lit(1)))),
    json_tuple: ({ spark }) => spark.tvf.json_tuple(F.lit('{"a":1}'), F.lit("a")),
    posexplode: ({ spark }) => spark.tvf.posexplode(F.array(F.lit(1))),
    posexplode_outer: ({ spark }) => spark.tvf.posexplode_outer(F.array(F.lit(1))),
    range: ({ spark }) => spark.tvf.range(3),
    sql_keywords: ({ spark }) => spark.tvf.sql_keywords(),
    stack: ({ spark }) => spark.tvf.stack(F.lit(1), F.lit(2)),
    variant_explode: ({ spark }) => spark.tvf.variant_explode(F.parse_json(F.lit("[1]"))),
    variant_explode_outer: ({ spark }) => spark.tvf.variant_explode_outer(F.parse_json(F.lit("[1]"))),
  },
};
