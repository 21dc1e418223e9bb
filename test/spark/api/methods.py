"""Prints the public names of PySpark's classes as JSON, which pyspark_methods.json has recorded. It needs no Java."""

import json

from pyspark import Accumulator, Broadcast, RDD, SparkContext
from pyspark.sql import (
    Column,
    DataFrame,
    DataFrameNaFunctions,
    DataFrameReader,
    DataFrameStatFunctions,
    DataFrameWriter,
    DataFrameWriterV2,
    GroupedData,
    Observation,
    SparkSession,
    Window,
    WindowSpec,
)
from pyspark.sql.catalog import Catalog
from pyspark.sql.conf import RuntimeConfig
from pyspark.sql.pandas.group_ops import PandasCogroupedOps
from pyspark.sql.tvf import TableValuedFunction
from pyspark.sql.udf import UDFRegistration
from pyspark.statcounter import StatCounter

classes = [
    Catalog,
    Column,
    DataFrame,
    DataFrameNaFunctions,
    DataFrameReader,
    DataFrameStatFunctions,
    DataFrameWriter,
    DataFrameWriterV2,
    GroupedData,
    Observation,
    RuntimeConfig,
    SparkSession,
    TableValuedFunction,
    Window,
    WindowSpec,
    UDFRegistration,
    PandasCogroupedOps,
    SparkContext,
    RDD,
    Accumulator,
    Broadcast,
    StatCounter,
]
names = {c.__name__: [name for name in dir(c) if not name.startswith("_")] for c in classes}
print(json.dumps(names, indent=2))
