"""Prints the public names of PySpark's classes as JSON. It needs no Java."""

import json

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
from pyspark.sql.tvf import TableValuedFunction

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
]
print(json.dumps({c.__name__: [name for name in dir(c) if not name.startswith("_")] for c in classes}))
