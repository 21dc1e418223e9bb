import { NotSupportedError } from "../../../errors.js";
import type { ConnectEngine } from "../../connect/index.js";
import { literal, type OwnFunction, ownFunctionOf } from "../../plan/index.js";
import { type Members, rewriteInside } from "../../plan/rewrite.js";
import type { CommonInlineUserDefinedFunction, PythonUDF, Relation } from "../../proto/index.js";
import { ArrayType, type DataType, MapType, StructType, typeFromMessage } from "../../types/index.js";
import { type Artifact, functionArtifact, numpyArtifact, runnerArtifact } from "../executor/artifacts.js";
import type { OpenRun, StageText } from "../executor/open-run.js";
import { FUNCTION_TIMEOUT, functionTimeout } from "../function-timeout.js";
import type { GroupSpec } from "../runner/spec.js";
import { EvalType } from "./eval-type.js";
import { functionPickle } from "./pickle.js";
import { pythonVersion } from "./python-version.js";
import { OwnRelations } from "./relations.js";

const NODE = "manycore.node";
const TIME_ZONE = "spark.sql.session.timeZone";

/** Spark's first release whose functions get Arrow's columns. */
const SCALAR_ARROW_SINCE = 4.1;

/** What a stage is told besides its function. */
export interface StagePlace {
  readonly groups?: GroupSpec;
  readonly names?: readonly string[];
  readonly arity?: number;
}

/** One plan's functions on their way to a server. */
export class Sending {
  readonly #engine: ConnectEngine;
  readonly #settings: ReadonlyMap<string, string | undefined>;
  readonly #python: string;
  readonly #runner: Artifact;
  readonly #relations: OwnRelations;
  /** Bytes that a row takes at most that a function has got so far. */
  rowBytes = 0;

  private constructor(
    engine: ConnectEngine,
    settings: ReadonlyMap<string, string | undefined>,
    python: string,
    runner: Artifact,
  ) {
    this.#engine = engine;
    this.#settings = settings;
    this.#python = python;
    this.#runner = runner;
    this.#relations = new OwnRelations(engine, this);
  }

  static async to(engine: ConnectEngine): Promise<Sending> {
    const keys = [NODE, FUNCTION_TIMEOUT, TIME_ZONE];
    const [{ pairs }, python, runner] = await Promise.all([
      engine.config({ case: "getOption", value: { keys } } as never),
      pythonVersion(engine),
      runnerArtifact(),
    ]);
    const sending = new Sending(engine, new Map(pairs.map(({ key, value }) => [key, value])), python, runner);
    await sending.#upload(runner);
    return sending;
  }

  /** What is sent for a message, or undefined for one that isn't of a function. */
  change(members: Members): Promise<object> | undefined {
    if (members.$typeName === "spark.connect.Relation") {
      return this.#relations.change(members as unknown as Relation);
    }
    if (members.$typeName === "spark.connect.CommonInlineUserDefinedFunction") {
      const call = members as unknown as CommonInlineUserDefinedFunction;
      const own = ownOf(call);
      if (own !== undefined) return this.#column(call, own, members, false);
    }
    if (members.case === "registerFunction") {
      const call = members.value as CommonInlineUserDefinedFunction;
      const own = ownOf(call);
      if (own !== undefined) return this.#registration(call, own);
    }
    return undefined;
  }

  /** A function that makes a column. */
  async #column(
    call: CommonInlineUserDefinedFunction,
    own: OwnFunction,
    members: Members,
    isNamed: boolean,
  ): Promise<object> {
    this.rowBytes = Number.POSITIVE_INFINITY;
    if (Number.parseFloat(this.#engine.version) < SCALAR_ARROW_SINCE) {
      throw new NotSupportedError(
        "functions of one's own in columns",
        this.#engine.name,
        `They need Spark ${SCALAR_ARROW_SINCE} or later. Use df.mapInArrow.`,
      );
    }
    const inside = (await rewriteInside(members, (part) => this.change(part))) as unknown as typeof call;
    const udf = call.function.value as PythonUDF;
    const output = new StructType().add(own.name, typeFromMessage(udf.outputType!));
    const names = call.arguments.map(nameOf);
    // A name in SQL has its arguments there. Without any, Python's worker doesn't say how many rows there are.
    const isCall = isNamed || names.length > 0;
    const stage = await this.stage(own, output, isNamed ? {} : isCall ? { names } : { names, arity: 0 });
    const args = isCall ? inside.arguments : [literal(true)];
    return {
      ...inside,
      arguments: args,
      function: { case: "pythonUdf", value: this.#message(udf, "call", [stage]) },
    };
  }

  /** A function that gets a name in SQL. */
  async #registration(call: CommonInlineUserDefinedFunction, own: OwnFunction): Promise<object> {
    const members = call as unknown as Members;
    return { case: "registerFunction", value: await this.#column(call, own, members, true) };
  }

  /** A function over batches, with what stands before it. */
  message(udf: PythonUDF, stages: readonly StageText[]): PythonUDF {
    return this.#message(udf, "stream", stages);
  }

  async stage(own: OwnFunction, output: StructType, place: StagePlace): Promise<StageText> {
    const numpy = own.kind === "vectorised udf" ? await numpyArtifact() : undefined;
    const shared: Record<string, string> = { "apache-arrow": `./${this.#runner.file}` };
    if (numpy !== undefined) {
      shared["manycore/numpy"] = `./${numpy.file}`;
      await this.#upload(numpy);
    }
    const artifact = await functionArtifact(own, shared);
    await this.#upload(artifact);
    return {
      kind: own.kind,
      name: own.name,
      file: artifact.file,
      bigint: own.bigint ?? false,
      output: output.jsonValue(),
      ...(numpy && { numpy: numpy.file }),
      ...place,
    };
  }

  #message(udf: PythonUDF, kind: "stream" | "call", stages: readonly StageText[]): PythonUDF {
    const node = this.#settings.get(NODE);
    const timeout = functionTimeout(this.#settings.get(FUNCTION_TIMEOUT));
    const spec = {
      name: stages.map(({ name }) => name).join(", "),
      program: this.#runner.file,
      run: { stages, timeZone: this.#settings.get(TIME_ZONE) ?? "UTC" } satisfies OpenRun,
      ...(node && { node }),
      ...(timeout !== undefined && { timeout }),
    };
    const type = typeFromMessage(udf.outputType!);
    refuseTypes(type, spec.name);
    return {
      ...udf,
      evalType: kind === "stream" ? EvalType.mapInArrow : EvalType.scalarArrow,
      command: functionPickle(kind, JSON.stringify(spec), type.jsonValue()),
      pythonVer: this.#python,
    };
  }

  #upload({ file, bytes }: Artifact): Promise<void> {
    return this.#engine.addArtifact(`files/${file}`, bytes);
  }
}

/** The function of a call, when it was made here. */
export function ownOf(call: CommonInlineUserDefinedFunction | undefined): OwnFunction | undefined {
  return call?.function.case === "pythonUdf" ? ownFunctionOf(call.function.value) : undefined;
}

/** What an argument is called where it can't be given. */
function nameOf({ exprType }: CommonInlineUserDefinedFunction["arguments"][number], i: number): string {
  return exprType.case === "unresolvedAttribute" ? exprType.value.unparsedIdentifier : `argument ${i + 1}`;
}

/** @throws NotSupportedError for a type that Python's Arrow has none for, so that no function of PySpark's can have it either */
export function refuseTypes(type: DataType, name: string): void {
  if (type instanceof ArrayType) refuseTypes(type.elementType, name);
  if (type instanceof MapType) for (const part of [type.keyType, type.valueType]) refuseTypes(part, name);
  if (type instanceof StructType) for (const { dataType } of type.fields) refuseTypes(dataType, name);
  if (type.typeName !== "yearmonthinterval" && type.typeName !== "interval") return;
  throw new NotSupportedError(
    `the function ${name} with the type ${type.simpleString()}`,
    "a Spark cluster",
    "PySpark's functions don't have it either. Make a number of months or a string of it before.",
  );
}
