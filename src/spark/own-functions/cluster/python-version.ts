/** Which Python the executors have: a function's message must name it, and no setting says. */
import { create } from "@bufbuild/protobuf";
import { NotSupportedError } from "../../../errors.js";
import type { ConnectEngine } from "../../connect/index.js";
import { attribute, planOf, relation } from "../../plan/index.js";
import { PythonUDFSchema } from "../../proto/index.js";
import { LongType, StructType, typeToMessage } from "../../types/index.js";
import { EvalType } from "./eval-type.js";

/** The function fails on purpose, as often as Spark tries. Where an executor dies at the last time, that is the reason it gives. */
const ATTEMPTS = 3;

const versions = new WeakMap<ConnectEngine, Promise<string>>();

/**
 * Asks once a session, by a function for a Python that there is not: the worker refuses it and says which one it is.
 *
 * @throws SparkException when executors can't run Python at all
 */
export function pythonVersion(engine: ConnectEngine): Promise<string> {
  const known = versions.get(engine);
  if (known !== undefined) return known;
  const asking = ask(engine);
  versions.set(engine, asking);
  // An executor may be there the next time.
  asking.catch(() => versions.delete(engine));
  return asking;
}

async function ask(engine: ConnectEngine): Promise<string> {
  const input = relation("range", { start: 0n, end: 1n, step: 1n, numPartitions: 1 });
  const outputType = typeToMessage(new StructType().add("id", new LongType()));
  const pythonUdf = create(PythonUDFSchema, { outputType, evalType: EvalType.mapInArrow, pythonVer: "0.0" });
  const probe = relation("mapPartitions", {
    input,
    func: {
      functionName: "which_python",
      deterministic: true,
      arguments: [attribute("id")],
      function: { case: "pythonUdf", value: pythonUdf },
    },
  });
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      for await (const _ of engine.execute(planOf(probe)));
      break;
    } catch (error) {
      const { message } = error as Error;
      const [, version] = /PYTHON_VERSION_MISMATCH[\s\S]*?(\d+\.\d+)/.exec(message) ?? [];
      if (version !== undefined) return version;
      if (attempt === ATTEMPTS || !message.includes("ExecutorLostFailure")) throw error;
    }
  }
  throw new NotSupportedError(
    "functions of one's own",
    engine.name,
    "Its executors don't say which Python they have.",
  );
}
