/** One action: the stages that it needs, one after the other, and its own at the end. Spark's DAGScheduler, in small. */

import { NotPortableError } from "../../../errors.js";
import { BadRecords, Phase } from "../../../mapreduce/for-rdds.js";
import { JobFailedError } from "../../../mapreduce/index.js";
import { encode } from "../../../portable/index.js";
import { SparkException } from "../../errors/index.js";
import { type Captured, capturing } from "../captured.js";
import { elementsOf } from "../chunks.js";
import { type Indexed, type Lineage, parentsOf, type Shuffle } from "../lineage.js";
import { partitionStarts, sampledBounds } from "../looks.js";
import type { Resolver } from "../resolver.js";
import type { WritePlan } from "../write-plan.js";
import { readBlock } from "./block.js";
import type { BlockCache } from "./block-cache.js";
import type { OutputFolder } from "./output-folder.js";
import { shareBytes, unshare } from "./shared-bytes.js";
import type { ShuffleStore } from "./shuffle-store.js";
import { needsOf, StagePlan } from "./stage-plan.js";
import { dropHeld, type StageSpec, StageTask, type Workshop } from "./stage-task.js";
import type { Program, RddTaskResult, Shared, Target } from "./task-spec.js";

/** What a context's jobs share. */
export interface JobShop extends Workshop {
  readonly resolver: Resolver;
  readonly cache: BlockCache;
  readonly shuffles: ShuffleStore;
  readonly broadcasts: ReadonlyMap<number, Shared>;
  readonly workers: number;
  readonly attempts: number;
  readonly taskTimeout: number;
}

/** Elements of a chunk that the driver reads. */
const READ = 4096;

let lastStage = 0;

interface Stage {
  readonly partitions: readonly number[];
  readonly writes?: WritePlan;
  readonly target: (attempt: string) => Target;
  readonly accept: (result: RddTaskResult, partition: number, attempt: string) => void;
}

export class Job {
  readonly #shop: JobShop;
  readonly #action: string;
  readonly #signal: AbortSignal;

  constructor(shop: JobShop, action: string, signal: AbortSignal) {
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
    await this.#stage(lineage, {
      partitions: [...new Set(wanted)],
      target: () => ({ kind: "elements", limit }),
      accept: ({ block }, partition) => {
        // A block may be larger than the stack of a call's arguments.
        const elements: unknown[] = [];
        for (const element of elementsOf(readBlock(block!, READ))) elements.push(element);
        found.set(partition, elements);
        dropHeld(this.#shop.ledger, block!);
      },
    });
    return wanted.map((partition) => found.get(partition)!);
  }

  async save(lineage: Lineage, output: OutputFolder, compression: "none" | "gzip"): Promise<void> {
    const count = await this.#shop.resolver.resolve(lineage, this.#signal);
    await this.#stage(lineage, {
      partitions: range(count),
      target: (attempt) => ({ kind: "text", path: output.partOf(attempt), compression }),
      accept: (_, partition, attempt) => output.commit(attempt, partition),
    });
  }

  /** Does what the lineage needs, then its tasks. */
  async #stage(lineage: Lineage, stage: Stage): Promise<void> {
    const { cache, shuffles } = this.#shop;
    cache.forgetLost();
    for (const need of needsOf(lineage, this.#shop)) {
      await shuffles.once(need, () =>
        need.op === "shuffle" ? this.#shuffle(need) : this.#number(need as Indexed),
      );
    }
    this.#signal.throwIfAborted();
    const plan = new StagePlan(lineage, this.#shop, stage.writes);
    const { bytes, captured } = encodedProgram(plan.program, plan.methods);
    const program = shareBytes(bytes);
    const broadcasts = [...captured.broadcasts.values()].map((broadcast) => {
      broadcast.hold();
      return this.#shop.broadcasts.get(broadcast.id)!;
    });
    const number = ++lastStage;
    const spec: StageSpec = {
      number,
      text: textOf(lineage),
      program,
      broadcasts,
      live: [...this.#shop.broadcasts.values()].map(({ id, version }) => [id, version] as const),
      inputs: (partition) => plan.inputs(partition),
      target: stage.target,
      accept: (result, partition, attempt) => {
        this.#keep(result, lineage);
        for (const [id, value] of result.added) captured.accumulators.get(id)?.add(value);
        stage.accept(result, partition, attempt);
      },
    };
    try {
      await this.#run(stage.partitions.map((partition) => new StageTask(this.#shop, spec, partition)));
    } finally {
      unshare(program);
    }
  }

  async #run(tasks: readonly StageTask[]): Promise<void> {
    const { workers, attempts, taskTimeout } = this.#shop;
    const name = this.#action;
    const phase = new Phase<RddTaskResult>(tasks, {
      name,
      lanes: workers,
      attempts,
      taskTimeout,
      // The pool is the next job's too.
      isPoolShared: true,
      keeps: false,
      badRecords: new BadRecords(name, 0),
      skips: false,
      signal: this.#signal,
      onLook: () => {},
    });
    try {
      await phase.run();
    } catch (error) {
      if (!(error instanceof JobFailedError)) throw error;
      throw new SparkException(`Job aborted due to stage failure: ${error.message}`, {
        cause: error.errors.at(-1),
      });
    }
  }

  /** Takes over the partitions that a task has kept. */
  #keep({ stored }: RddTaskResult, lineage: Lineage): void {
    if (stored.length === 0) return;
    const nodes = nodesOf(lineage);
    for (const { id, partition, block } of stored) {
      if (!this.#shop.cache.put(nodes.get(id)!, partition, block)) dropHeld(this.#shop.ledger, block);
    }
  }

  async #shuffle(node: Shuffle): Promise<void> {
    const { resolver, shuffles } = this.#shop;
    const parents = await resolver.resolve(node.parent, this.#signal);
    const partitions = resolver.countOf(node);
    const boundaries =
      node.by.kind === "range"
        ? await sampledBounds(node.parent, parents, partitions, (...what) => this.elements(...what))
        : undefined;
    const writes: WritePlan = {
      partitions,
      by: node.by.kind,
      partitionFunc:
        node.by.kind === "function" ? (node.by.partitionFunc as (key: unknown) => unknown) : undefined,
      boundaries,
      combine: node.combine,
      method: node.method,
    };
    const results = new Map<number, RddTaskResult>();
    try {
      await this.#stage(node.parent, {
        partitions: range(parents),
        writes,
        target: () => ({ kind: "shuffle" }),
        accept: (result, partition) => void results.set(partition, result),
      });
    } catch (error) {
      for (const { runs } of results.values()) for (const run of runs) shuffles.release(run);
      throw error;
    }
    shuffles.put(
      node,
      range(parents).flatMap((partition) => results.get(partition)!.runs),
    );
  }

  /** Where the parent's partitions begin: an element's number is known from them. */
  async #number(node: Indexed): Promise<void> {
    const parents = await this.#shop.resolver.resolve(node.parent, this.#signal);
    this.#shop.shuffles.putStarts(
      node,
      await partitionStarts(node.parent, parents, (...what) => this.elements(...what)),
    );
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** What travels: functions that can't are named by the method that they were given to. */
function encodedProgram(
  program: Program,
  methods: readonly string[],
): { readonly bytes: Uint8Array; readonly captured: Captured } {
  try {
    const { result, captured } = capturing(() => encode(program, "process", "program"));
    return { bytes: result.bytes, captured };
  } catch (error) {
    if (!(error instanceof NotPortableError)) throw error;
    const { path } = error;
    const place = /^program › \.args(?: › )?\[(\d+)\](?: › )?\[\d+\]/.exec(path);
    const named =
      place === null
        ? path.replace(/^program(?: › \.\w+)*/, "the RDD's function")
        : `${methods[Number(place[1])]}()'s function${path.slice(place[0].length)}`;
    const better = error.message.replace(path, named);
    error.message = better;
    throw error;
  }
}

/** The methods that a stage runs, the last one first. */
function textOf(lineage: Lineage): string {
  const methods: string[] = [];
  for (let node = lineage; ; ) {
    if (methods.length === 4) return `${methods.join(" of ")} of …`;
    methods.push(node.method);
    if (!("parent" in node) || node.op === "shuffle") return methods.join(" of ");
    node = node.parent;
  }
}

function nodesOf(lineage: Lineage): Map<number, Lineage> {
  const nodes = new Map<number, Lineage>();
  const visit = (node: Lineage): void => {
    if (nodes.has(node.id) && node.id !== 0) return;
    nodes.set(node.id, node);
    if (node.op === "shuffle") return;
    for (const parent of parentsOf(node)) visit(parent);
  };
  visit(lineage);
  return nodes;
}
