/** Spark Connect's messages. The .proto files here are our own, with those messages that are used; test/spark/proto holds them against Spark's. */
export * from "./generated/base_pb.js";
export * from "./generated/catalog_pb.js";
export * from "./generated/commands_pb.js";
export * from "./generated/common_pb.js";
export * from "./generated/expressions_pb.js";
export * from "./generated/relations_pb.js";
export { ErrorInfoSchema, RetryInfoSchema, StatusSchema } from "./generated/status_pb.js";
export type { DataType as DataTypeMessage } from "./generated/types_pb.js";
export * from "./generated/types_pb.js";
