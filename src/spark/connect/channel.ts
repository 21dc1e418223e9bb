/** Calls of Spark's service over gRPC, one try each: what fails is gRPC's own error. */
import { type DescMessage, fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";
import type { ClientReadableStream, Client as GrpcClient, Metadata } from "@grpc/grpc-js";
import { type Endpoint, isLoopback } from "./connection-string.js";
import { type Grpc, loadGrpc } from "./load-grpc.js";
import { ReadGate } from "./read-gate.js";

/** A method of the service, as protobuf-es describes it. */
export interface Method<I extends DescMessage, O extends DescMessage> {
  readonly name: string;
  readonly input: I;
  readonly output: O;
}

/** Certificates, as PEM. */
export interface TlsOptions {
  /** Of those who vouch for the server. Default: the ones that Node knows. */
  readonly rootCertificates?: Uint8Array;
}

/** The answers of a call that has several. */
export interface ServerStream<T> {
  /** @throws gRPC's error */
  next(): Promise<IteratorResult<T, undefined>>;
  /** Idempotent; a `next` that waits fails. */
  cancel(): void;
}

const MEBIBYTE = 2 ** 20;
const LARGEST_MESSAGE = 128 * MEBIBYTE;
/**
 * What a sender may send before we have read it: a batch is mostly larger than HTTP/2's 64 KiB. When a connection breaks, a server can send again the last
 * 10 MiB that it has sent: what we have not read and two messages (operation.ts) must not be more.
 */
const WINDOW = 3 * MEBIBYTE;
/**
 * A connection that is silent so long is asked whether it is there; a Java server cuts clients that ask every 5 minutes or oftener. It has a minute to
 * say so: while Java collects the garbage of a full heap, it says nothing at all, and is there nevertheless.
 */
const KEEPALIVE_MILLISECONDS = 330_000;
const KEEPALIVE_TIMEOUT_MILLISECONDS = 60_000;
/** Our own retries say when to try again; gRPC is to connect as soon as they do. */
const RECONNECT_MILLISECONDS = 50;
const SERVICE = "/spark.connect.SparkConnectService/";

export class Channel {
  readonly #grpc: Grpc;
  readonly #client: GrpcClient;
  readonly #metadata: Metadata;

  private constructor(grpc: Grpc, client: GrpcClient, metadata: Metadata) {
    this.#grpc = grpc;
    this.#client = client;
    this.#metadata = metadata;
  }

  /** Connects with the first call. @throws NotSupportedError without @grpc/grpc-js */
  static async open(endpoint: Endpoint, tls: TlsOptions = {}): Promise<Channel> {
    const grpc = await loadGrpc();
    const { host, port, useSsl, token, headers } = endpoint;
    const { rootCertificates } = tls;
    const credentials = useSsl
      ? grpc.credentials.createSsl(rootCertificates === undefined ? null : Buffer.from(rootCertificates))
      : grpc.credentials.createInsecure();
    const metadata = new grpc.Metadata();
    for (const [name, value] of headers) metadata.set(name, value);
    if (token !== undefined) metadata.set("authorization", `Bearer ${token}`);
    const client = new grpc.Client(
      host.includes(":") ? `ipv6:[${host}]:${port}` : `dns:${host}:${port}`,
      credentials,
      {
        "grpc.max_send_message_length": LARGEST_MESSAGE,
        "grpc.max_receive_message_length": LARGEST_MESSAGE,
        "grpc-node.flow_control_window": WINDOW,
        "grpc.keepalive_time_ms": KEEPALIVE_MILLISECONDS,
        "grpc.keepalive_timeout_ms": KEEPALIVE_TIMEOUT_MILLISECONDS,
        "grpc.enable_retries": 0,
        "grpc.initial_reconnect_backoff_ms": RECONNECT_MILLISECONDS,
        "grpc.max_reconnect_backoff_ms": RECONNECT_MILLISECONDS,
        // Sessions that share a connection would end one another's.
        "grpc.use_local_subchannel_pool": 1,
        // A proxy of the company's knows nothing of this machine's ports.
        ...(isLoopback(host) ? { "grpc.enable_http_proxy": 0 } : {}),
      },
    );
    return new Channel(grpc, client, metadata);
  }

  /** Waits for a connection. @param timeout milliseconds @throws gRPC's error when there is none by then */
  ready(timeout: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#client.waitForReady(Date.now() + timeout, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** @param timeout milliseconds */
  unary<I extends DescMessage, O extends DescMessage>(
    method: Method<I, O>,
    request: MessageShape<I>,
    timeout: number,
  ): Promise<MessageShape<O>> {
    const { path, serialize, deserialize } = wire(method);
    return new Promise((resolve, reject) => {
      const options = { deadline: Date.now() + timeout };
      this.#client.makeUnaryRequest(
        path,
        serialize,
        deserialize,
        request,
        this.#metadata,
        options,
        (error, response) => {
          if (error) reject(error);
          else resolve(response!);
        },
      );
    });
  }

  /** A call with many requests and one answer. @param timeout milliseconds */
  clientStream<I extends DescMessage, O extends DescMessage>(
    method: Method<I, O>,
    requests: Iterable<MessageShape<I>>,
    timeout: number,
  ): Promise<MessageShape<O>> {
    const { path, serialize, deserialize } = wire(method);
    return new Promise((resolve, reject) => {
      const options = { deadline: Date.now() + timeout };
      const call = this.#client.makeClientStreamRequest(
        path,
        serialize,
        deserialize,
        this.#metadata,
        options,
        (error, response) => {
          if (error) reject(error);
          else resolve(response!);
        },
      );
      // The callback tells of it.
      call.on("error", () => undefined);
      const rest = requests[Symbol.iterator]();
      const write = () => {
        for (;;) {
          const { value, done } = rest.next();
          if (done) return void call.end();
          if (!call.write(value)) return void call.once("drain", write);
        }
      };
      write();
    });
  }

  /** A call with many answers. They are asked for one by one, and the server waits for who is slow. */
  serverStream<I extends DescMessage, O extends DescMessage>(
    method: Method<I, O>,
    request: MessageShape<I>,
  ): ServerStream<MessageShape<O>> {
    const { path, serialize, deserialize } = wire(method);
    const gate = new ReadGate();
    const call: ClientReadableStream<MessageShape<O>> = this.#client.makeServerStreamRequest(
      path,
      serialize,
      deserialize,
      request,
      this.#metadata,
      gate.options(this.#grpc),
    );
    // An error between two `next`s is told by the next one.
    call.on("error", () => undefined);
    const answers = call[Symbol.asyncIterator]() as AsyncIterator<MessageShape<O>, undefined>;
    const read = () => {
      gate.ask();
      return answers.next();
    };
    // gRPC fetches without end from a stream that nobody has begun to read.
    let first: ReturnType<typeof read> | undefined = read();
    first.catch(() => undefined);
    const next = () => {
      const answer = first ?? read();
      first = undefined;
      return answer;
    };
    return { next, cancel: () => call.cancel() };
  }

  close(): void {
    this.#client.close();
  }
}

function wire<I extends DescMessage, O extends DescMessage>({ name, input, output }: Method<I, O>) {
  return {
    path: `${SERVICE}${name}`,
    serialize: (message: MessageShape<I>) => Buffer.from(toBinary(input, message)),
    deserialize: (bytes: Buffer) => fromBinary(output, bytes),
  };
}
