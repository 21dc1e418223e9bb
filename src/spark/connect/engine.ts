/** The engine that is a real Spark: it sends plans to a Connect server. */
import { create } from "@bufbuild/protobuf";
import { NotSupportedError } from "../../errors.js";
import type {
  AnalyzeCase,
  AnalyzeRequest,
  AnalyzeResult,
  Engine,
  ExecuteOptions,
  ResultPart,
} from "../engine/index.js";
import { SparkConnectException } from "../errors/index.js";
import { planOf } from "../plan/index.js";
import {
  type AnalyzePlanRequest,
  AnalyzePlanRequest_SchemaSchema,
  type ConfigRequest_Operation,
  type ConfigResponse,
  InterruptRequest_InterruptType as InterruptType,
  type Plan,
  type Relation,
  SparkConnectService,
} from "../proto/index.js";
import { type StructField, StructType, typeFromMessage } from "../types/index.js";
import { Artifacts } from "./artifacts.js";
import { ByteLimit } from "./byte-limit.js";
import type { TlsOptions } from "./channel.js";
import { Client, LIMITS } from "./client.js";
import { parseConnectionString } from "./connection-string.js";
import { withoutLargeRelations } from "./large-relations.js";
import { withNumericColumns } from "./numeric-columns.js";
import { Operation } from "./operation.js";
import { refuseNovelties } from "./releases.js";
import { Results } from "./results.js";
import { DEFAULT_RETRIES, type RetryPolicy } from "./retry.js";
import { type Server, type ServerOptions, startServer } from "./server/start-server.js";

/** Which Spark, and how to speak with it: `url` or `server`. */
export interface ConnectOptions {
  /** `sc://host:port/;token=…`. */
  readonly url?: string;
  /** Start one here, which ends with the session. */
  readonly server?: ServerOptions;
  readonly tls?: TlsOptions;
  readonly retries?: Partial<RetryPolicy>;
  /** Makes functions of one's own travel, before a plan is sent: gives them their command. */
  readonly prepare?: (plan: Plan, engine: ConnectEngine) => Promise<Prepared>;
  /** Says what an error means that comes from a function of one's own. @returns others as they are */
  readonly explain?: (error: unknown) => unknown;
}

export interface Prepared {
  /** What is sent. */
  readonly plan: Plan;
  /** Bytes that a row takes at most that any function gets, where that is known of all that the plan runs. */
  readonly rowBytes?: number;
}

/** An {@link Engine} with what only a server has. */
export interface ConnectEngine extends Engine {
  /** Of the session: a UUID. */
  readonly sessionId: string;

  /**
   * Gives the server a file, unless it has it.
   *
   * @param name where it is to lie: `files/…`, a worker's working folder. It never changes its content: put a hash into it.
   * @throws SparkException
   */
  addArtifact(name: string, bytes: Uint8Array): Promise<void>;
}

const OLDEST = 4;
const { analyzePlan, config, interrupt, releaseSession } = SparkConnectService.method;

/**
 * Connects to a Spark Connect server, or starts one, and asks it which release it is.
 *
 * https://spark.apache.org/docs/latest/spark-connect-overview.html
 *
 * @throws ValueError for a connection string that isn't one; SparkConnectException when no server answers, it refuses the token, or none can be
 *   started; NotSupportedError without @grpc/grpc-js, and for a Spark before 4.0
 */
export async function connectEngine(options: ConnectOptions): Promise<ConnectEngine> {
  const server = options.url === undefined ? await startServer(options.server) : undefined;
  try {
    return await Connected.to(server?.url ?? options.url!, options, server);
  } catch (error) {
    await server?.stop();
    throw error;
  }
}

class Connected implements ConnectEngine {
  readonly name: string;
  readonly version: string;
  readonly sessionId: string;
  readonly #client: Client;
  readonly #artifacts: Artifacts;
  readonly #byteLimit = new ByteLimit((operation) => this.config(operation));
  readonly #options: ConnectOptions;
  readonly #server: Server | undefined;
  readonly #running = new Set<Operation>();
  #closing: Promise<void> | undefined;

  private constructor(client: Client, version: string, options: ConnectOptions, server: Server | undefined) {
    this.name = `Spark ${version} at ${client.address}`;
    this.version = version;
    this.sessionId = client.session.id;
    this.#client = client;
    this.#artifacts = new Artifacts(client);
    this.#options = options;
    this.#server = server;
  }

  static async to(url: string, options: ConnectOptions, server: Server | undefined): Promise<Connected> {
    const policy = { ...DEFAULT_RETRIES, ...options.retries };
    const client = await Client.open(parseConnectionString(url), policy, options.tls ?? {});
    server?.ended.then((error) => client.fail(error));
    try {
      const { result } = await client.call(analyzePlan, { analyze: { case: "sparkVersion", value: {} } });
      const version = result.case === "sparkVersion" ? result.value.version : "";
      if (!(Number.parseInt(version, 10) >= OLDEST)) {
        throw new NotSupportedError(
          "manycore/spark",
          `Spark ${version || "of an unknown release"}`,
          `Connect to a Spark ${OLDEST}.0 or later; ${client.address} is an older one.`,
        );
      }
      return new Connected(client, version, options, server);
    } catch (error) {
      client.close();
      throw error;
    }
  }

  async *execute(plan: Plan, options: ExecuteOptions = {}): AsyncGenerator<ResultPart, void, undefined> {
    const { signal, tags = [] } = options;
    signal?.throwIfAborted();
    const outgoing = await this.#outgoing(plan);
    const operation = new Operation(this.#client, outgoing.plan, tags, signal);
    const leave = await this.#byteLimit.enter(outgoing.rowBytes);
    this.#running.add(operation);
    try {
      const results = new Results();
      for (let answer = await operation.next(); answer !== undefined; answer = await operation.next()) {
        yield* results.of(answer);
      }
      results.end();
    } catch (error) {
      throw this.#options.explain?.(error) ?? error;
    } finally {
      this.#running.delete(operation);
      await Promise.all([operation.end(), leave()]);
    }
  }

  async analyze<C extends AnalyzeCase>(what: C, request: AnalyzeRequest<C>): Promise<AnalyzeResult<C>> {
    const analyze = {
      case: what,
      value: await this.#outgoingRequest(request),
    } as AnalyzePlanRequest["analyze"];
    const { result } = await this.#client.call(analyzePlan, { analyze }, LIMITS.analyze);
    return result.value as AnalyzeResult<C>;
  }

  async config(
    operation: ConfigRequest_Operation["opType"],
  ): Promise<Pick<ConfigResponse, "pairs" | "warnings">> {
    const { pairs, warnings } = await this.#client.call(config, { operation: { opType: operation } });
    return { pairs, warnings };
  }

  async interrupt(what: { readonly tag?: string; readonly operationId?: string }): Promise<string[]> {
    const { tag, operationId } = what;
    const { interruptedIds } = await this.#client.call(interrupt, {
      ...(tag !== undefined
        ? { interruptType: InterruptType.TAG, interrupt: { case: "operationTag", value: tag } }
        : operationId !== undefined
          ? {
              interruptType: InterruptType.OPERATION_ID,
              interrupt: { case: "operationId", value: operationId },
            }
          : { interruptType: InterruptType.ALL }),
    });
    return interruptedIds;
  }

  addArtifact(name: string, bytes: Uint8Array): Promise<void> {
    return this.#artifacts.add(name, bytes);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      const closed = this.#client.closed();
      await Promise.all([...this.#running].map((operation) => operation.end(closed)));
      if (!this.#client.over.aborted) await this.#client.callLast(releaseSession, {}, LIMITS.closing);
    } catch {
      // A server that is gone has no session of ours; one that is lost forgets it after an hour.
    } finally {
      this.#client.close();
      await this.#server?.stop();
    }
  }

  async #outgoing(plan: Plan): Promise<Prepared> {
    refuseNovelties(plan, this.version);
    const named = await withNumericColumns(plan, (input) => this.#columnsOf(input));
    const prepared = (await this.#options.prepare?.(named, this)) ?? { plan: named };
    return { ...prepared, plan: await withoutLargeRelations(prepared.plan, this.#artifacts) };
  }

  async #columnsOf(input: Relation): Promise<readonly StructField[]> {
    const asked = create(AnalyzePlanRequest_SchemaSchema, { plan: planOf(input) });
    const { schema } = await this.analyze("schema", asked);
    const type = schema === undefined ? undefined : typeFromMessage(schema);
    if (type instanceof StructType) return type.fields;
    throw new SparkConnectException("the server gave a plan's schema as another type than a struct");
  }

  /** The plans of a request, as they are sent. */
  async #outgoingRequest<R extends object>(request: R): Promise<R> {
    const changed: Record<string, unknown> = { ...(request as object) };
    for (const [name, value] of Object.entries(request)) {
      const type = (value as { $typeName?: string } | undefined)?.$typeName;
      if (type === "spark.connect.Plan") changed[name] = (await this.#outgoing(value as Plan)).plan;
      else if (type === "spark.connect.Relation") {
        const { plan } = await this.#outgoing(planOf(value as Relation));
        changed[name] = plan.opType.value;
      }
    }
    return changed as R;
  }
}
