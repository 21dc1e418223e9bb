/** What stands beside a failed call's code and text: messages in a header of its end. */
import { type DescMessage, fromBinary, type MessageShape } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import type { ServiceError } from "@grpc/grpc-js";
import { StatusSchema } from "../proto/index.js";

/** @returns the first detail of the type; undefined when there is none, or what stands there is no status: then it isn't Spark that says it */
export function statusDetail<D extends DescMessage>(
  error: ServiceError,
  type: D,
): MessageShape<D> | undefined {
  const [bytes] = error.metadata.get("grpc-status-details-bin");
  if (!(bytes instanceof Uint8Array)) return undefined;
  try {
    for (const detail of fromBinary(StatusSchema, bytes).details) {
      const found = anyUnpack(detail, type);
      if (found !== undefined) return found;
    }
  } catch {
    // The code and the text have to do.
  }
  return undefined;
}
