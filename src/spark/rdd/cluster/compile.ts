/**
 * A lineage as relations: each chain of narrow steps is one stage, each place where partitions meet others a shuffle of Spark's. The whole of it is one plan, so
 * stages, retries and what is read from which executor are Spark's business.
 */
import type { Relation } from "../../proto/index.js";
import type { ArrowModule } from "../../types/index.js";
import { coalesced } from "../coalescing.js";
import type { Files, Lineage, Shuffle, Slices, Span } from "../lineage.js";
import type { Resolver } from "../resolver.js";
import type { Step } from "../steps/index.js";
import type { WritePlan } from "../write-plan.js";
import { chunkRows, isLarge, leafRows } from "./leaf-rows.js";
import { allOf, exchanged, onlyThose } from "./relations.js";
import type { StageInput, StageOp, StageOutput, StageProgram } from "./stage-program.js";
import { isStored, textPlaces, textRows } from "./stored-text.js";

/** What is known of a lineage before it is compiled. */
export interface CompileSources {
  readonly arrow: ArrowModule;
  /** It has resolved the lineage. */
  readonly resolver: Resolver;
  boundsOf(shuffle: Shuffle): readonly Uint8Array[];
  startsOf(indexed: Lineage): readonly number[];
  /** The relation of chunks that Spark is to keep, made when it isn't there yet. */
  kept(node: Lineage, make: () => Relation | undefined): Relation | undefined;
  /** Puts rows through a stage. @param methods of all steps, in their order */
  stage(input: Relation, program: StageProgram, methods: readonly string[]): Relation;
}

/** What becomes of a node's elements, in the same stage. */
interface Tail {
  readonly ops: readonly StageOp[];
  readonly output: StageOutput;
  readonly isKept: boolean;
}

/**
 * @param partitions that are wanted of it; all if not given
 * @returns undefined when there is none
 */
export function compile(
  sources: CompileSources,
  lineage: Lineage,
  output: StageOutput,
  partitions: readonly number[] | undefined,
): Relation | undefined {
  return new Compiler(sources).compile(lineage, { ops: [], output, isKept: false }, partitions);
}

class Compiler {
  readonly #sources: CompileSources;

  constructor(sources: CompileSources) {
    this.#sources = sources;
  }

  compile(node: Lineage, tail: Tail, wanted: readonly number[] | undefined): Relation | undefined {
    if (wanted?.length === 0 || this.#count(node) === 0) return undefined;
    if (node.storage === undefined) return this.#computed(node, tail, wanted);
    const kept = this.#sources.kept(node, () =>
      this.#computed(node, { ops: [], output: { kind: "chunks" }, isKept: true }, undefined),
    );
    if (kept === undefined) return undefined;
    const rows = wanted === undefined ? kept : onlyThose(kept, wanted);
    return this.#stage(rows, { kind: "chunks", routed: undefined }, tail);
  }

  #computed(node: Lineage, tail: Tail, wanted: readonly number[] | undefined): Relation | undefined {
    switch (node.op) {
      case "slices":
      case "span":
      case "files":
        return this.#leaf(node, tail, wanted);
      case "steps":
        return this.compile(
          node.parent,
          before(tail, { kind: "steps", partitions: this.#count(node), steps: node.steps }),
          wanted,
        );
      case "indexed": {
        const starts = this.#sources.startsOf(node);
        return this.compile(node.parent, before(tail, { kind: "number", starts }), wanted);
      }
      case "union":
        return this.#union(node.parents, tail, wanted);
      case "coalesce":
      case "zip":
      case "cartesian":
      case "shuffle":
        return this.#gathered(node, tail, wanted);
    }
  }

  #leaf(node: Slices | Span | Files, tail: Tail, wanted: readonly number[] | undefined): Relation {
    const { arrow, resolver } = this.#sources;
    const partitions = wanted ?? range(this.#count(node));
    if (node.op === "slices" && isLarge(node)) {
      const count = this.#count(node);
      const rows = exchanged(arrow, chunkRows(arrow, node, partitions), count, partitions);
      return this.#stage(rows, { kind: "chunks", routed: count }, tail);
    }
    const splits = node.op === "files" ? resolver.splitsOf(node) : undefined;
    if (node.op === "files" && node.paths.some(isStored)) {
      const routed = this.#count(node);
      const files = textPlaces(splits!, partitions);
      const program: StageProgram = {
        input: { kind: "text", routed, whole: node.whole, files },
        ops: [],
        output: { kind: "chunks" },
        isKept: false,
      };
      const lines = this.#sources.stage(textRows(node, files), program, [node.method]);
      return this.#stage(exchanged(arrow, lines, routed, wanted), { kind: "chunks", routed }, tail);
    }
    return this.#stage(leafRows(arrow, node, splits, partitions), { kind: "leaf" }, tail);
  }

  #union(
    parents: readonly Lineage[],
    tail: Tail,
    wanted: readonly number[] | undefined,
  ): Relation | undefined {
    const relations: Relation[] = [];
    let first = 0;
    for (const parent of parents) {
      const end = first + this.#count(parent);
      const own = wanted?.filter((each) => each >= first && each < end).map((each) => each - first);
      const one = this.compile(parent, first === 0 ? tail : before(tail, { kind: "shift", by: first }), own);
      if (one !== undefined) relations.push(one);
      first = end;
    }
    return relations.length === 0 ? undefined : allOf(relations);
  }

  /** What has partitions made of several. */
  #gathered(
    node: Extract<Lineage, { readonly op: "coalesce" | "zip" | "cartesian" | "shuffle" }>,
    tail: Tail,
    wanted: readonly number[] | undefined,
  ): Relation {
    const { arrow } = this.#sources;
    const routed = this.#count(node);
    const part = (parent: Lineage, output: StageOutput, partitions?: readonly number[]) =>
      this.compile(parent, { ops: [], output, isKept: tail.isKept }, partitions);
    let parts: (Relation | undefined)[];
    let input: StageInput;
    switch (node.op) {
      case "coalesce": {
        const parents = this.#count(node.parent);
        const to = new Array<number>(parents);
        for (let i = 0; i < routed; i++) for (const each of coalesced(i, parents, routed)) to[each] = i;
        const some = wanted?.flatMap((each) => coalesced(each, parents, routed));
        parts = [part(node.parent, { kind: "gather", routed, to }, some)];
        input = { kind: "chunks", routed };
        break;
      }
      case "zip":
        parts = [
          part(node.left, { kind: "zip", routed, side: "left" }, wanted),
          part(node.right, { kind: "zip", routed, side: "right" }, wanted),
        ];
        input = { kind: "zip", routed };
        break;
      case "cartesian": {
        const left = this.#count(node.left);
        const right = this.#count(node.right);
        const lefts = wanted?.map((each) => Math.floor(each / right));
        const rights = wanted?.map((each) => each % right);
        parts = [
          part(node.left, { kind: "cartesian", routed, side: "left", others: right }, unique(lefts)),
          part(node.right, { kind: "cartesian", routed, side: "right", others: left }, unique(rights)),
        ];
        input = { kind: "cartesian", routed };
        break;
      }
      case "shuffle":
        parts = [part(node.parent, { kind: "shuffle", plan: this.#writePlan(node) })];
        input = { kind: "pairs", routed, gives: node.gives, combine: node.combine };
    }
    const there = parts.filter((each) => each !== undefined);
    const rows = exchanged(arrow, there.length === 0 ? undefined : allOf(there), routed, wanted);
    return this.#stage(rows, input, tail);
  }

  #writePlan(node: Shuffle): WritePlan {
    const { by, combine, method } = node;
    return {
      partitions: this.#count(node),
      by: by.kind,
      partitionFunc: by.kind === "function" ? (by.partitionFunc as (key: unknown) => unknown) : undefined,
      boundaries: by.kind === "range" ? this.#sources.boundsOf(node) : undefined,
      combine,
      method,
    };
  }

  #stage(rows: Relation, input: StageInput, { ops, output, isKept }: Tail): Relation {
    const steps = ops.flatMap((op): readonly Step[] => (op.kind === "steps" ? op.steps : []));
    const methods = steps.map(({ name }) => name);
    return this.#sources.stage(rows, { input, ops, output, isKept }, methods);
  }

  #count(node: Lineage): number {
    return this.#sources.resolver.countOf(node);
  }
}

function before(tail: Tail, op: StageOp): Tail {
  return { ...tail, ops: [op, ...tail.ops] };
}

function unique(numbers: readonly number[] | undefined): number[] | undefined {
  return numbers && [...new Set(numbers)];
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
