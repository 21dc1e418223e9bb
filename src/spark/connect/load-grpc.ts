import { NotSupportedError } from "../../errors.js";

export type Grpc = typeof import("@grpc/grpc-js");

/** @throws NotSupportedError without @grpc/grpc-js */
export async function loadGrpc(): Promise<Grpc> {
  try {
    return await import("@grpc/grpc-js");
  } catch {
    throw new NotSupportedError(
      "Connecting to Spark",
      "a machine without @grpc/grpc-js",
      "Install it next to manycore: `npm install @grpc/grpc-js apache-arrow`.",
    );
  }
}
