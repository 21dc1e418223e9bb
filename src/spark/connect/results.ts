/** The server's answers as parts of a result. */
import type { RecordBatch } from "apache-arrow";
import type { Progress, ResultPart } from "../engine/index.js";
import { SparkConnectException } from "../errors/index.js";
import { relation } from "../plan/index.js";
import type {
  ExecutePlanResponse_ArrowBatch as ArrowBatch,
  ExecutePlanResponse,
  ExecutePlanResponse_ExecutionProgress as ProgressMessage,
} from "../proto/index.js";
import { arrow, columnBatchOf, StructType, typeFromMessage } from "../types/index.js";
import { valueOfLiteral } from "./literal-value.js";

/** Reads one run's answers, in their order. */
export class Results {
  readonly #pieces: Uint8Array[] = [];
  #schema: StructType | undefined;

  /** @throws SparkConnectException when rows are missing; NotSupportedError without apache-arrow */
  async *of(answer: ExecutePlanResponse): AsyncGenerator<ResultPart, void, undefined> {
    if (answer.schema !== undefined && this.#schema === undefined) {
      const schema = typeFromMessage(answer.schema);
      if (!(schema instanceof StructType)) throw new SparkConnectException(`rows are of the type ${schema}`);
      this.#schema = schema;
      yield { kind: "schema", schema };
    }
    const { case: kind, value } = answer.responseType;
    if (kind === "arrowBatch") {
      const whole = this.#whole(value);
      if (whole !== undefined) yield* this.#batches(whole, Number(value.rowCount));
    } else if (kind === "sqlCommandResult" && value.relation !== undefined) {
      yield { kind: "relation", relation: value.relation };
    } else if (kind === "checkpointCommandResult" && value.relation !== undefined) {
      yield { kind: "relation", relation: relation("cachedRemoteRelation", value.relation) };
    } else if (kind === "executionProgress") {
      yield { kind: "progress", progress: progressOf(value) };
    }
    for (const { name, keys, values } of answer.observedMetrics) {
      const pairs = keys.map((key, i) => [key, valueOfLiteral(values[i]!)] as const);
      yield { kind: "observed", name, values: new Map(pairs) };
    }
  }

  /** The run is over. @throws SparkConnectException when rows are missing */
  end(): void {
    if (this.#pieces.length > 0) {
      throw new SparkConnectException("the run is over, and pieces of a batch of rows are missing");
    }
  }

  /** @returns undefined as long as pieces of the batch are missing */
  #whole(batch: ArrowBatch): Uint8Array | undefined {
    const { data, chunkIndex, numChunksInBatch } = batch;
    const [index, count] = [Number(chunkIndex ?? 0n), Number(numChunksInBatch ?? 1n)];
    if (index !== this.#pieces.length) {
      throw new SparkConnectException(
        `piece ${index} of a batch of rows came where piece ${this.#pieces.length} was due; rows are missing`,
      );
    }
    if (count === 1) return data;
    this.#pieces.push(data);
    return this.#pieces.length < count ? undefined : Buffer.concat(this.#pieces.splice(0));
  }

  async *#batches(stream: Uint8Array, rows: number): AsyncGenerator<ResultPart, void, undefined> {
    if (this.#schema === undefined) throw new SparkConnectException("rows came before their schema");
    const { RecordBatchReader } = await arrow();
    let got = 0;
    for (const batch of RecordBatchReader.from(stream) as Iterable<RecordBatch>) {
      got += batch.numRows;
      if (batch.numRows > 0) yield { kind: "batch", batch: columnBatchOf(batch, this.#schema) };
    }
    if (got !== rows) throw new SparkConnectException(`${got} rows came where the server sent ${rows}`);
  }
}

function progressOf({ stages, numInflightTasks }: ProgressMessage): Progress {
  return {
    inflightTasks: Number(numInflightTasks),
    stages: stages.map((stage) => ({
      id: Number(stage.stageId),
      tasks: Number(stage.numTasks),
      completedTasks: Number(stage.numCompletedTasks),
      bytesRead: Number(stage.inputBytesRead),
      done: stage.done,
    })),
  };
}
