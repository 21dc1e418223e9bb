/** A Connect server that says what a test wants: what a real one says only when it is broken, old, or somebody else's. */
import { once } from "node:events";
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import { onTestFinished } from "vitest";
import { ErrorInfoSchema, SparkConnectService, StatusSchema } from "../../../src/spark/proto/index.js";

const { method } = SparkConnectService;
const UNARY = [
  "analyzePlan",
  "config",
  "interrupt",
  "releaseExecute",
  "releaseSession",
  "fetchErrorDetails",
  "artifactStatus",
] as const;
const STREAMS = ["executePlan", "reattachExecute"] as const;
type UnaryName = (typeof UNARY)[number];
type StreamName = (typeof STREAMS)[number];
type Input<N extends UnaryName | StreamName> = MessageShape<(typeof method)[N]["input"]>;
type Output<N extends UnaryName | StreamName> = MessageInitShape<(typeof method)[N]["output"]>;

/** One answer of a run's stream. */
export type RunAnswer = Output<"executePlan">;

/** What a call ends with, other than well. */
export interface Failure {
  readonly code: number;
  readonly details: string;
  readonly metadata?: Metadata;
}

/** Answers; what isn't there answers as Spark does when all is well. */
export type Answers = {
  readonly [N in UnaryName]?: (request: Input<N>) => Output<N> | Promise<Output<N>>;
} & {
  /** @yields the answers; what it throws as a {@link Failure} ends the call so */
  readonly [N in StreamName]?: (request: Input<N>) => Iterable<Output<N>> | AsyncIterable<Output<N>>;
};

export interface FakeServer {
  readonly url: string;
  /** The names of the calls that there have been, in order. */
  readonly calls: readonly string[];
}

const SERVER_SIDE = "11111111-2222-3333-4444-555555555555";

/** Listens until the test is over. */
export async function startFakeServer(answers: Answers): Promise<FakeServer> {
  const server = new Server();
  const calls: string[] = [];
  const usual: Answers = {
    analyzePlan: () => ({ result: { case: "sparkVersion", value: { version: "4.3.0" } } }),
  };
  const definition: Record<string, object> = {};
  const handlers: Record<string, (...call: never[]) => void> = {};
  const has = { ...usual, ...answers } as Record<string, ((request: unknown) => unknown) | undefined>;
  for (const name of [...UNARY, ...STREAMS]) {
    const { input, output } = method[name] as { input: DescMessage; output: DescMessage };
    const isStream = (STREAMS as readonly string[]).includes(name);
    definition[name] = {
      path: `/${SparkConnectService.typeName}/${method[name].name}`,
      requestStream: false,
      responseStream: isStream,
      requestDeserialize: (bytes: Buffer) => fromBinary(input, bytes),
      requestSerialize: (message: MessageShape<DescMessage>) => Buffer.from(toBinary(input, message)),
      responseSerialize: (message: MessageShape<DescMessage>) => Buffer.from(toBinary(output, message)),
      responseDeserialize: (bytes: Buffer) => fromBinary(output, bytes),
    };
    const stamped = (request: unknown, fields: object) =>
      create(output, {
        serverSideSessionId: SERVER_SIDE,
        sessionId: (request as { sessionId: string }).sessionId,
        ...fields,
      } as Record<string, unknown>);
    handlers[name] = isStream
      ? async (call: ServerWritableStream<object, object>) => {
          calls.push(name);
          try {
            for await (const fields of (has[name]?.(call.request) ?? []) as AsyncIterable<object>) {
              if (!call.write(stamped(call.request, fields))) await once(call, "drain");
            }
            call.end();
          } catch (failure) {
            call.emit("error", failure);
          }
        }
      : async (call: ServerUnaryCall<object, object>, callback: sendUnaryData<object>) => {
          calls.push(name);
          try {
            callback(null, stamped(call.request, ((await has[name]?.(call.request)) ?? {}) as object));
          } catch (failure) {
            callback(failure as Failure);
          }
        };
  }
  server.addService(definition as never, handlers as never);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  onTestFinished(() => server.forceShutdown());
  return { url: `sc://127.0.0.1:${port}`, calls };
}

/** A call's end as Spark's errors are: with the class, and an id by which the rest can be asked for. */
export function sparkFailure(details: string, info: Readonly<Record<string, string>>): Failure {
  const metadata = new Metadata();
  const told = create(ErrorInfoSchema, {
    reason: "org.apache.spark.sql.AnalysisException",
    domain: "org.apache.spark",
    metadata: { classes: '["org.apache.spark.sql.AnalysisException","java.lang.Exception"]', ...info },
  });
  const bytes = toBinary(
    StatusSchema,
    create(StatusSchema, { message: details, details: [anyPack(ErrorInfoSchema, told)] }),
  );
  metadata.set("grpc-status-details-bin", Buffer.from(bytes));
  return { code: status.INTERNAL, details, metadata };
}
