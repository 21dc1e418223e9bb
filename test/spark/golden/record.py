"""Asks a real Spark the golden queries. One JSON request a line on standard input, one answer a line on standard output."""

import json
import os
import re
import sys

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

HOW_TO_READ = {"date": "date_from_unix_date(cast({} as int))", "binary": "unhex({})",
               "timestamp": "timestamp_micros(cast({} as bigint))",
               "timestamp_ntz": "timestamp_ntz'1970-01-01 00:00:00' + cast({} as bigint) * interval '0.000001' second"}


def exact(value, kind):
    """SQL that gives a value as text from which nothing is lost, parts of nested values as well."""
    name = kind.typeName()
    if name == "array":
        return f"transform({value}, v{len(value)} -> {exact(f'v{len(value)}', kind.elementType)})"
    if name == "map":
        entry = f"v{len(value)}"
        pair = f"struct({exact(entry + '.key', kind.keyType)} as k, {exact(entry + '.value', kind.valueType)} as v)"
        return f"transform(map_entries({value}), {entry} -> {pair})"
    if name == "struct":
        fields = [f"{exact(f'{value}.`{f.name}`', f.dataType)} as f{i}" for i, f in enumerate(kind.fields)]
        return f"if({value} is null, null, struct({', '.join(fields)}))"
    if name == "binary":
        return f"hex({value})"
    if name == "date":
        return f"cast(unix_date({value}) as string)"
    if name == "timestamp":
        return f"cast(unix_micros({value}) as string)"
    if name == "timestamp_ntz":
        # Through a text, so that the session's time zone has no part in it.
        return f"cast(unix_micros(cast(concat(cast({value} as string), 'Z') as timestamp)) as string)"
    return f"cast({value} as string)"


def quoted(text):
    return "NULL" if text is None else "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def rows_sql(table, places):
    """Some rows of a table, with a number for each."""
    columns = table["columns"]
    rows = ", ".join(
        "(" + ", ".join([str(i)] + [quoted(c["values"][i]) for c in columns]) + ")" for i in places)
    casts = []
    for c in columns:
        text = f"s.`{c['name']}`"
        how = HOW_TO_READ.get(c["type"], f"cast({{}} as {c['type']})")
        # A column of nothing but nulls would have no type.
        casts.append(f"{how.format(f'cast({text} as string)')} as `{c['name']}`")
    names = ", ".join(["row"] + [f"`{c['name']}`" for c in columns])
    return f"select row, {', '.join(casts)} from values {rows} as s({names})"


def condition(error):
    if isinstance(error, PySparkException) and error.getCondition() is not None:
        return error.getCondition()
    # Spark's plain SparkException, where no task stands between: PySpark has no class for it.
    plain = re.search(r"^: org\.apache\.spark\.SparkException: \[([A-Z0-9_.]+)\]", str(error), re.MULTILINE)
    if plain is not None:
        return plain.group(1)
    raise error


class Recorder:
    def __init__(self, spark):
        self.spark = spark

    def answers(self, request):
        self.table = request["table"]
        self.count = len(self.table["columns"][0]["values"])
        self.alone = set()
        self.view("t", range(self.count))
        # What is known of a query already: the rows that fail. The others are spared from being asked one by one.
        failing = request.get("failing") or [range(self.count)] * len(request["queries"])
        return [self.answer(request["kind"], query, rows) for query, rows in zip(request["queries"], failing)]

    def types(self, row, expressions):
        """What the analyzer says of expressions of a row's columns."""
        self.spark.sql(row).createOrReplaceTempView("analyzed")
        return [self.type(expression) for expression in expressions]

    def type(self, expression):
        try:
            field = self.spark.sql(f"select {expression} from analyzed").schema[0]
            return {"type": field.dataType.simpleString(), "nullable": field.nullable, "name": field.name}
        except Exception as error:
            return {"error": condition(error)}

    def view(self, name, places):
        # In one partition: in which order floats are added up is not the number of threads' to decide.
        self.spark.sql(rows_sql(self.table, places)).coalesce(1).createOrReplaceTempView(name)

    def answer(self, kind, query, failing):
        try:
            frame = self.frame(kind, query, "t")
            field = frame.schema[0]
        except Exception as error:
            return {"error": condition(error)}
        found = {"name": field.name, "type": field.dataType.jsonValue(), "nullable": field.nullable}
        try:
            return {**found, "rows": self.rows(frame, field.dataType)}
        except Exception as error:
            if kind != "scalar":
                return {**found, "error": condition(error)}
        return {**found, "rows": self.each_row(query, field.dataType, set(failing))}

    def each_row(self, query, type_of, failing):
        """One that fails doesn't stop the others. Those that shouldn't fail go together, and alone if one does."""
        good = [i for i in range(self.count) if i not in failing]
        found = {}
        if good:
            self.view("good", good)
            try:
                found = dict(zip(good, self.rows(self.frame("scalar", query, "good"), type_of)))
            except Exception as error:
                condition(error)
        return [found[i] if i in found else self.row(query, i, type_of) for i in range(self.count)]

    def frame(self, kind, query, view):
        if kind == "aggregate":
            return self.spark.sql(f"select {query} from {view} group by g order by g")
        if kind == "total":
            return self.spark.sql(f"select {query} from {view}")
        return self.spark.sql(f"select {query} from {view} order by row" if kind == "window" else f"select {query} from {view}")

    def rows(self, frame, kind):
        text = frame.toDF("r").selectExpr(f"to_json(struct({exact('r', kind)} as r), map('ignoreNullFields', 'false')) as j")
        return [json.loads(row[0])["r"] for row in text.collect()]

    def row(self, query, i, type_of):
        if i not in self.alone:
            self.spark.sql(rows_sql(self.table, [i])).createOrReplaceTempView(f"t{i}")
            self.alone.add(i)
        try:
            return self.rows(self.frame("scalar", query, f"t{i}"), type_of)[0]
        except Exception as error:
            return {"!": condition(error)}


SETTINGS = {"spark.sql.shuffle.partitions": "1", "spark.sql.adaptive.enabled": "false", "spark.sql.session.timeZone": "UTC",
            "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}


def session():
    remote = os.environ.pop("GOLDEN_REMOTE", None)
    if remote is not None:
        spark = SparkSession.builder.remote(remote).create()
    else:
        spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
                 .config("spark.log.level", "OFF").getOrCreate())
        spark.sparkContext.setLogLevel("OFF")
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    return spark


def main():
    spark = session()
    recorder = Recorder(spark)
    for line in sys.stdin:
        request = json.loads(line)
        if "expressions" in request:
            print(json.dumps(recorder.types(request["row"], request["expressions"])), flush=True)
            continue
        if "timeZone" in request:
            spark.conf.set("spark.sql.session.timeZone", request["timeZone"])
        print(json.dumps(recorder.answers(request)), flush=True)
    spark.stop()


main()
