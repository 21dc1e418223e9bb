/** Of a lineage: the part that one task can compute, as a worker understands it, and what the task of a partition has to be given. */

import { coalesced } from "../coalescing.js";
import { type Lineage, parentsOf } from "../lineage.js";
import type { Resolver } from "../resolver.js";
import type { Step } from "../steps/index.js";
import type { WritePlan } from "../write-plan.js";
import type { BlockCache } from "./block-cache.js";
import { partOf } from "./partition-reader.js";
import type { ShuffleStore } from "./shuffle-store.js";
import { type Input, inputKey, type Part, type Program, type ReadPlan, type StageNode } from "./task-spec.js";

export interface StageSources {
  readonly resolver: Resolver;
  readonly cache: BlockCache;
  readonly shuffles: ShuffleStore;
}

/** Shuffles and numberings that have to be done before the lineage's tasks can run: the nearest ones. */
export function needsOf(lineage: Lineage, { resolver, cache }: StageSources): ReadonlySet<Lineage> {
  const needs = new Set<Lineage>();
  const seen = new Set<Lineage>();
  const visit = (node: Lineage): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (isWhole(node, resolver, cache)) return;
    if (node.op === "shuffle" || node.op === "indexed") needs.add(node);
    if (node.op !== "shuffle") for (const parent of parentsOf(node)) visit(parent);
  };
  visit(lineage);
  return needs;
}

/** Whether all of it is kept. */
function isWhole(node: Lineage, resolver: Resolver, cache: BlockCache): boolean {
  return node.storage !== undefined && cache.count(node.id) === resolver.countOf(node);
}

export class StagePlan {
  readonly program: Program;
  readonly #lineage: Lineage;
  readonly #sources: StageSources;

  /** All that the lineage needs is done. @param writes the shuffle that follows */
  constructor(lineage: Lineage, sources: StageSources, writes: WritePlan | undefined) {
    this.#lineage = lineage;
    this.#sources = sources;
    const nodes: StageNode[] = [];
    const steps: Step[] = [];
    const reads: Record<number, ReadPlan> = {};
    const numbers = new Map<Lineage, number>();
    const part = (node: Lineage): Part => ({ node: visit(node), partitions: sources.resolver.countOf(node) });
    const visit = (node: Lineage): number => {
      const known = numbers.get(node);
      if (known !== undefined) return known;
      const made = { ...make(node), id: node.id, isStored: node.storage !== undefined };
      numbers.set(node, nodes.push(made) - 1);
      return nodes.length - 1;
    };
    const make = (node: Lineage): Omit<StageNode, "id" | "isStored"> & StageOp => {
      if (isWhole(node, sources.resolver, sources.cache)) return { op: "input" };
      switch (node.op) {
        case "steps": {
          const from = visit(node.parent);
          const own = node.steps.map((step) => ({ name: step.name, at: steps.push(step) - 1 }));
          return { op: "steps", from, partitions: sources.resolver.countOf(node), steps: own };
        }
        case "indexed":
          return { op: "numbered", from: visit(node.parent), starts: sources.shuffles.startsOf(node) };
        case "union":
          return { op: "union", parents: node.parents.map(part) };
        case "zip":
          return { op: "zip", left: visit(node.left), right: visit(node.right) };
        case "cartesian":
          return { op: "cartesian", left: visit(node.left), right: part(node.right) };
        case "coalesce":
          return { op: "coalesce", from: part(node.parent), partitions: sources.resolver.countOf(node) };
        case "shuffle":
          reads[node.id] = { gives: node.gives, combine: node.combine };
          return { op: "input" };
        default:
          return { op: "input" };
      }
    };
    visit(lineage);
    this.program = { nodes, args: steps.map(({ args }) => args), reads, writes };
    this.methods = steps.map(({ name }) => name);
  }

  /** Of the steps whose arguments are in the program: for messages. */
  readonly methods: readonly string[];

  /** What the task of a partition is given. */
  inputs(partition: number): Record<string, Input> {
    const inputs: Record<string, Input> = {};
    this.#gather(this.#lineage, partition, inputs);
    return inputs;
  }

  #gather(node: Lineage, partition: number, inputs: Record<string, Input>): void {
    const { resolver, cache, shuffles } = this.#sources;
    const key = inputKey(node.id, partition);
    if (node.storage !== undefined) {
      const block = cache.get(node.id, partition);
      if (block !== undefined) {
        inputs[`stored ${key}`] = { kind: "block", block };
        return;
      }
    }
    switch (node.op) {
      case "slices":
        inputs[key] = { kind: "values", ...node.slices[partition]! };
        return;
      case "span": {
        const from = Math.floor((node.count * partition) / node.partitions);
        const to = Math.floor((node.count * (partition + 1)) / node.partitions);
        inputs[key] = {
          kind: "span",
          start: node.start + from * node.step,
          step: node.step,
          count: to - from,
        };
        return;
      }
      case "files":
        inputs[key] = { kind: "split", split: resolver.splitsOf(node)[partition]! };
        return;
      case "shuffle":
        inputs[key] = { kind: "runs", runs: shuffles.runsOf(node, partition) };
        return;
      case "union": {
        const parts = node.parents.map((_, i) => ({
          node: i,
          partitions: resolver.countOf(node.parents[i]!),
        }));
        const [parent, own] = partOf(parts, partition);
        this.#gather(node.parents[parent]!, own, inputs);
        return;
      }
      case "zip":
        this.#gather(node.left, partition, inputs);
        this.#gather(node.right, partition, inputs);
        return;
      case "cartesian": {
        const right = resolver.countOf(node.right);
        this.#gather(node.left, Math.floor(partition / right), inputs);
        this.#gather(node.right, partition % right, inputs);
        return;
      }
      case "coalesce":
        for (const each of coalesced(partition, resolver.countOf(node.parent), resolver.countOf(node)))
          this.#gather(node.parent, each, inputs);
        return;
      default:
        this.#gather(node.parent, partition, inputs);
    }
  }
}

type StageOp = StageNode extends infer N ? (N extends StageNode ? Omit<N, "id" | "isStored"> : never) : never;
