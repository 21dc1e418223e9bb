"""Prints the descriptors in Spark's jar as one JSON object: the file's name -> its FileDescriptorProto in base64."""

import base64
import json

from pyspark.java_gateway import launch_gateway

gateway = launch_gateway()
messages = gateway.jvm.org.apache.spark.connect.proto
files = {}
# A message of each file.
for name in ["Plan", "Catalog", "Command", "StorageLevel", "Expression", "Relation", "DataType"]:
    file = getattr(messages, name).getDescriptor().getFile()
    files[file.getName()] = base64.b64encode(bytes(file.toProto().toByteArray())).decode()
print(json.dumps(files))
gateway.shutdown()
gateway.proc.stdin.close()
