/** One action: what has to be known before, then a plan with all of its stages. */
import { NotPortableError } from "../../../errors.js";
import type { Split } from "../../../mapreduce/for-rdds.js";
import type { ConnectEngine } from "../../connect/index.js";
import { commandPlan, planOf } from "../../plan/index.js";
import { type Relation, WriteOperation_SaveMode } from "../../proto/index.js";
import { type ArrowModule, arrow as loadArrow } from "../../types/index.js";
import type { SaveOptions } from "../backend.js";
import type { Captured } from "../captured.js";
import type { FilesToRead } from "../file-splits.js";
import { type Lineage, parentsOf } from "../lineage.js";
import { partitionStarts, sampledBounds } from "../looks.js";
import type { Resolver } from "../resolver.js";
import { ByteSink } from "./byte-sink.js";
import { readChunk } from "./chunk-bytes.js";
import { compile, range } from "./compile.js";
import type { KeptRdds } from "./kept-rdds.js";
import type { Leaf } from "./leaf.js";
import { asText, localRows, onlyNotes, throughStage } from "./relations.js";
import { ADDED, ROW } from "./rows.js";
import { type EncodedProgram, encodedProgram, ServerProgram, type StageFile } from "./stage-artifacts.js";
import { stageFailure } from "./stage-failure.js";
import type { BroadcastFile } from "./stage-file.js";
import type { StageOutput, StageProgram } from "./stage-program.js";
import type { Stage, StageSender } from "./stage-sender.js";
import { isStored, storedFiles, storedSplits } from "./stored-text.js";
import { readNote } from "./task-note.js";

const SERVER = new ServerProgram("stages", "spark/rdd/cluster/serve-stages.ts", "serveStages");

/** What a context's jobs share. */
export interface ClusterShop {
  readonly engine: ConnectEngine;
  readonly sender: StageSender;
  readonly resolver: Resolver;
  readonly kept: KeptRdds;
  readonly broadcasts: ReadonlyMap<number, BroadcastFile & StageFile>;
  /** Where the ranges of sorted RDDs are cut, and where the partitions of numbered ones begin: as long as the RDDs are there. */
  readonly bounds: WeakMap<Lineage, readonly Uint8Array[]>;
  readonly starts: WeakMap<Lineage, readonly number[]>;
  /** Attempts that have been counted, of rows that may come again. */
  readonly counted: Set<string>;
}

/** A plan that can be run. */
interface Compiled {
  readonly relation: Relation;
  readonly captured: readonly Captured[];
}

export class ClusterJob {
  readonly #shop: ClusterShop;
  readonly #action: string;
  readonly #signal: AbortSignal;

  constructor(shop: ClusterShop, action: string, signal: AbortSignal) {
    this.#shop = shop;
    this.#action = action;
    this.#signal = signal;
  }

  /** The elements of some partitions, or all. */
  async elements(
    lineage: Lineage,
    partitions: readonly number[] | undefined,
    limit: number | undefined,
  ): Promise<unknown[][]> {
    const count = await this.#shop.resolver.resolve(lineage, this.#signal);
    const wanted = partitions ?? range(count);
    const found = new Map<number, unknown[]>();
    const compiled = await this.#compiled(
      lineage,
      { kind: "elements", limit },
      partitions && [...new Set(wanted)],
    );
    if (compiled !== undefined) await this.#collect(compiled, found);
    return wanted.map((partition) => found.get(partition) ?? []);
  }

  async save(lineage: Lineage, { path, compression }: SaveOptions): Promise<void> {
    await this.#shop.resolver.resolve(lineage, this.#signal);
    const compiled = await this.#compiled(lineage, { kind: "lines" }, undefined);
    const relation = compiled?.relation ?? localRows(await loadArrow(), []);
    const write = () =>
      this.#execute(
        commandPlan("writeOperation", {
          input: asText(relation, ROW),
          source: "text",
          saveType: { case: "path", value: path },
          mode: WriteOperation_SaveMode.ERROR_IF_EXISTS,
          options: { compression },
        }),
      );
    const hasAccumulators = compiled?.captured.some(({ accumulators }) => accumulators.size > 0) ?? false;
    if (!hasAccumulators) {
      for await (const _ of write());
      return;
    }
    // What tasks have added comes with the rows that are written: they are kept until it has been read.
    await this.#shop.kept.during(relation, async () => {
      for await (const _ of write());
      await this.#collect({ ...compiled!, relation: onlyNotes(relation) }, new Map());
    });
  }

  /** The parts of files, as an executor sees them, or Spark, where an executor can't. */
  async splits(files: FilesToRead): Promise<readonly Split[]> {
    if (files.paths.some(isStored)) return storedSplits(await this.#stored(files.paths), files);
    const { paths, minPartitions, whole } = files;
    const arrow = await loadArrow();
    const sink = new ByteSink();
    const leaf: Leaf = { kind: "splits", files: { paths, minPartitions, whole } };
    sink.value(leaf);
    const rows = localRows(arrow, [{ h: 0, o: Uint8Array.of(ROW), v: sink.take() }]);
    const stages: Stage[] = [];
    const program: StageProgram = {
      input: { kind: "leaf" },
      ops: [],
      output: { kind: "elements", limit: undefined },
      isKept: false,
    };
    const relation = this.#stage(stages, rows, program, [], await SERVER.file());
    await this.#send(stages);
    const found = new Map<number, unknown[]>();
    await this.#collect({ relation, captured: [] }, found);
    return found.get(0)![0] as readonly Split[];
  }

  async #stored(paths: readonly string[]): Promise<{ readonly place: string; readonly size: number }[]> {
    const found: { place: string; size: number }[] = [];
    for await (const part of this.#execute(planOf(storedFiles(paths)))) {
      if (part.kind !== "batch") continue;
      const [places, sizes] = part.batch.columns;
      for (let row = 0; row < part.batch.length; row++)
        found.push({ place: places!.get(row) as string, size: Number(sizes!.get(row)) });
    }
    return found;
  }

  async #compiled(
    lineage: Lineage,
    output: StageOutput,
    partitions: readonly number[] | undefined,
  ): Promise<Compiled | undefined> {
    await this.#learn(lineage, new Set());
    this.#signal.throwIfAborted();
    const { resolver, kept, bounds, starts } = this.#shop;
    const arrow: ArrowModule = await loadArrow();
    const server = await SERVER.file();
    const stages: Stage[] = [];
    const captured: Captured[] = [];
    const keeping = new Map<
      Lineage,
      { readonly relation: Relation; readonly captured: readonly Captured[] }
    >();
    const relation = compile(
      {
        arrow,
        resolver,
        boundsOf: (shuffle) => bounds.get(shuffle)!,
        startsOf: (indexed) => starts.get(indexed)!,
        stage: (input, program, methods) => this.#stage(stages, input, program, methods, server),
        kept: (node, make) => {
          const known = kept.find(node.id) ?? keeping.get(node);
          if (known !== undefined) {
            captured.push(...known.captured);
            return known.relation;
          }
          const before = stages.length;
          const others = captured.length;
          const made = make();
          if (made === undefined) return undefined;
          const own = stages.slice(before).map(({ program }) => program.captured);
          keeping.set(node, { relation: made, captured: [...own, ...captured.slice(others)] });
          return made;
        },
      },
      lineage,
      output,
      partitions,
    );
    if (relation === undefined) return undefined;
    await this.#send(stages);
    for (const [node, { relation: own, captured: its }] of keeping) {
      const { id, storage } = node;
      await kept.add(node, { id, relation: own, storage: storage!, captured: its });
    }
    return { relation, captured: [...captured, ...stages.map(({ program }) => program.captured)] };
  }

  #stage(
    stages: Stage[],
    input: Relation,
    program: StageProgram,
    methods: readonly string[],
    server: StageFile,
  ): Relation {
    const name = methods.length === 0 ? this.#action : methods.join(", ");
    const { relation, udf } = throughStage(input, name);
    stages.push({ name, udf, program: encoded(program, methods, server) });
    return relation;
  }

  async #send(stages: readonly Stage[]): Promise<void> {
    for (const { program } of stages) for (const each of program.captured.broadcasts.values()) each.hold();
    await this.#shop.sender.send(await SERVER.file(), stages, (id) => this.#shop.broadcasts.get(id)!);
  }

  /** Finds out what a plan needs to know of what it is made of: by plans of their own, those behind first. */
  async #learn(node: Lineage, seen: Set<Lineage>): Promise<void> {
    if (seen.has(node)) return;
    seen.add(node);
    const { kept, bounds, starts, resolver } = this.#shop;
    if (node.storage !== undefined && kept.find(node.id) !== undefined) return;
    for (const parent of parentsOf(node)) await this.#learn(parent, seen);
    if (node.op === "shuffle" && node.by.kind === "range" && !bounds.has(node))
      bounds.set(
        node,
        await sampledBounds(node.parent, resolver.countOf(node.parent), resolver.countOf(node), (...what) =>
          this.elements(...what),
        ),
      );
    if (node.op === "indexed" && !starts.has(node))
      starts.set(
        node,
        await partitionStarts(node.parent, resolver.countOf(node.parent), (...what) =>
          this.elements(...what),
        ),
      );
  }

  async #collect({ relation, captured }: Compiled, found: Map<number, unknown[]>): Promise<void> {
    for await (const part of this.#execute(planOf(relation))) {
      if (part.kind !== "batch") continue;
      const [h, o, v] = part.batch.columns;
      for (let row = 0; row < part.batch.length; row++) {
        const [tag] = o!.get(row) as Uint8Array;
        const value = v!.get(row) as Uint8Array;
        if (tag === ADDED) this.#count(value, captured);
        else if (tag === ROW) {
          const partition = h!.get(row) as number;
          const elements = found.get(partition);
          const chunk = readChunk(value, 0);
          if (elements === undefined) found.set(partition, [...chunk]);
          else for (const element of chunk) elements.push(element);
        }
      }
    }
  }

  /** Takes what a task has added, once. */
  #count(value: Uint8Array, captured: readonly Captured[]): void {
    const { id, isKept, said } = readNote(value, 0);
    const { counted } = this.#shop;
    if (isKept) {
      if (counted.has(id)) return;
      counted.add(id);
    }
    for (const [accumulator, sum] of said as (readonly [number, unknown])[]) {
      const its = captured.find(({ accumulators }) => accumulators.has(accumulator));
      its?.accumulators.get(accumulator)?.add(sum);
    }
  }

  async *#execute(plan: Parameters<ConnectEngine["execute"]>[0]): ReturnType<ConnectEngine["execute"]> {
    try {
      yield* this.#shop.engine.execute(plan, { signal: this.#signal });
    } catch (error) {
      throw stageFailure(error, this.#action);
    }
  }
}

/** @throws NotPortableError for what can't travel, named by the method that it was given to */
function encoded(program: StageProgram, methods: readonly string[], server: StageFile): EncodedProgram {
  try {
    return encodedProgram(program, server);
  } catch (error) {
    throw error instanceof NotPortableError ? named(error, methods) : error;
  }
}

/** Says which method's function it is, in the place of where it stands in a program. */
function named(error: NotPortableError, methods: readonly string[]): NotPortableError {
  const place = /^program › \.ops(?: › )?\[(\d+)\](?: › )?\.steps(?: › )?\[(\d+)\].*?\[\d+\]/.exec(
    error.path,
  );
  const better =
    place === null
      ? error.path.replace(/^program(?: › \.\w+)*/, "the RDD's function")
      : `${methods[Number(place[2])]}()'s function${error.path.slice(place[0].length)}`;
  error.message = error.message.replace(error.path, better);
  return error;
}
