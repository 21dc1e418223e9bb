/** Brings stages to a cluster: their files as artifacts, and into the plan the words that start them. */
import { create } from "@bufbuild/protobuf";
import type { ConnectEngine } from "../../connect/index.js";
import { functionPickle } from "../../own-functions/cluster/pickle.js";
import { pythonVersion } from "../../own-functions/cluster/python-version.js";
import { FUNCTION_TIMEOUT, functionTimeout } from "../../own-functions/function-timeout.js";
import { ConfigRequest_OperationSchema, type PythonUDF } from "../../proto/index.js";
import { parseSchema } from "../../types/index.js";
import { ROW_COLUMNS } from "./rows.js";
import type { EncodedProgram, StageFile } from "./stage-artifacts.js";
import type { BroadcastFile, OpenStage } from "./stage-file.js";

/** A stage in a plan that isn't sent yet. */
export interface Stage {
  readonly name: string;
  readonly udf: PythonUDF;
  readonly program: EncodedProgram;
}

/** Settings of functions of one's own: see ../../own-functions/README.md. */
const NODE = "manycore.node";

const TYPE = parseSchema(ROW_COLUMNS).jsonValue();

export class StageSender {
  readonly #engine: ConnectEngine;

  constructor(engine: ConnectEngine) {
    this.#engine = engine;
  }

  /**
   * Uploads what the stages need, and completes them.
   *
   * @param server what `node` runs
   * @param fileOf gives the file of a broadcast variable's value
   * @throws NotSupportedError without esbuild or apache-arrow; SparkException
   */
  async send(
    server: StageFile,
    stages: readonly Stage[],
    fileOf: (broadcast: number) => BroadcastFile & StageFile,
  ): Promise<void> {
    const [python, settings] = await Promise.all([pythonVersion(this.#engine), this.#settings()]);
    await this.#upload(server);
    for (const { name, udf, program } of stages) {
      const own = await program.file;
      const held = [...program.captured.broadcasts.values()].map(({ id }) => fileOf(id));
      for (const file of [own, ...held]) await this.#upload(file);
      const broadcasts = held.map(({ id, version, file }) => ({ id, version, file }));
      const spec = {
        name,
        program: server.file,
        run: { name, file: own.file, broadcasts } satisfies OpenStage,
        ...settings,
      };
      udf.command = functionPickle("stream", JSON.stringify(spec), TYPE);
      udf.pythonVer = python;
    }
  }

  async #settings(): Promise<{ readonly node?: string; readonly timeout?: number }> {
    const { opType } = create(ConfigRequest_OperationSchema, {
      opType: { case: "getOption", value: { keys: [NODE, FUNCTION_TIMEOUT] } },
    });
    const { pairs } = await this.#engine.config(opType);
    const values = new Map(pairs.map(({ key, value }) => [key, value]));
    const node = values.get(NODE);
    const timeout = functionTimeout(values.get(FUNCTION_TIMEOUT));
    return { ...(node && { node }), ...(timeout !== undefined && { timeout }) };
  }

  #upload({ file, bytes }: StageFile): Promise<void> {
    return this.#engine.addArtifact(`files/${file}`, bytes);
  }
}
