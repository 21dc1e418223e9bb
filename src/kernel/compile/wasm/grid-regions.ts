/**
 * Where a kernel is cut so that a block's threads can wait for each other without being threads: what stands between two barriers is
 * a region, and every gang of the block runs it before any goes on. Loop fission: J. Stratton, S. Stone, W. Hwu, "MCUDA: An Efficient
 * Implementation of CUDA Kernels for Multi-core CPUs" (LCPC 2008); R. Karrenberg, S. Hack, "Improving Performance of OpenCL on CPUs" (CC 2012).
 */
import { CompileError } from "../../../errors.js";
import type { Label, Place, SourceText, Statement, Variable } from "../ir.js";
import { lineInFile } from "../source-line.js";
import { blocksOf, expressionsOf, operandsOf, type Uniformity } from "../uniformity.js";

type Loop = Statement & { kind: "loop" };

/** What a block does, step by step. Conditions are the same for all its threads. */
export type Step =
  | { readonly kind: "region"; readonly statements: readonly Statement[] }
  | { readonly kind: "if"; readonly source: Statement & { kind: "if" }; readonly branches: readonly Step[][] }
  | {
      readonly kind: "loop";
      readonly source: Loop;
      readonly prelude: readonly Step[];
      readonly body: readonly Step[];
      readonly update: readonly Step[];
    }
  | { readonly kind: "leave"; readonly source: Statement & { kind: "break" | "continue" } };

export interface Regions {
  readonly steps: readonly Step[];
  /** Variables that one region or condition leaves to another: each gang keeps its own in memory. */
  readonly kept: ReadonlySet<Variable>;
  /** Whether there is more than one region. */
  readonly cut: boolean;
}

function hasBarrier(s: Statement): boolean {
  return s.kind === "barrier" || blocksOf(s).some((b) => b.some(hasBarrier));
}

function leavesFor(s: Statement, labels: ReadonlySet<Label>): boolean {
  if ((s.kind === "break" || s.kind === "continue") && labels.has(s.label)) return true;
  return blocksOf(s).some((b) => b.some((x) => leavesFor(x, labels)));
}

function firstBarrier(statements: readonly Statement[]): Place | null {
  for (const s of statements) {
    if (s.kind === "barrier") return s.place;
    for (const b of blocksOf(s)) {
      const found = firstBarrier(b);
      if (found !== null) return found;
    }
  }
  return null;
}

/** `return` became a jump out of a loop that runs once: see inline.ts. */
function runsOnce(s: Statement): s is Loop {
  return (
    s.kind === "loop" &&
    s.testLast &&
    s.condition.kind === "constant" &&
    !s.condition.value &&
    s.update.length === 0 &&
    s.prelude.length === 0
  );
}

/**
 * Threads may return behind the last barrier as they like: what stands in front of it and doesn't jump is taken out of the
 * loop that a `return` jumps out of.
 */
export function tailsApart(statements: readonly Statement[]): Statement[] {
  return statements.flatMap((s): Statement[] => {
    if (s.kind === "if") return [{ ...s, then: tailsApart(s.then), otherwise: tailsApart(s.otherwise) }];
    if (s.kind !== "loop") return [s];
    const inner: Loop = { ...s, body: tailsApart(s.body) };
    if (!runsOnce(inner)) return [inner];
    const last = inner.body.findLastIndex(hasBarrier);
    const label = new Set([s.label]);
    if (last < 0 || inner.body.slice(0, last + 1).some((x) => leavesFor(x, label))) return [inner];
    const rest = inner.body.slice(last + 1);
    const tail = rest.some((x) => leavesFor(x, label)) ? [{ ...inner, body: rest }] : rest;
    return [...inner.body.slice(0, last + 1), ...tail];
  });
}

/**
 * @param facts what is the same for all threads of a block
 * @throws CompileError where some threads of a block may wait at a barrier that others never reach
 */
export function cutAtBarriers(
  statements: readonly Statement[],
  facts: Uniformity,
  source: SourceText,
): Regions {
  const refuse = (barrier: Place, because: Place): never => {
    throw new CompileError(
      `divergent barrier: not all threads of a block come to this syncthreads(), because of line ${lineInFile(source, because)}`,
      {
        function: source.name,
        url: source.url,
        line: lineInFile(source, barrier),
        column: barrier.column,
      },
      "Call syncthreads() where every thread of the block gets to, or not at all: conditions around it may depend on blockIdx, blockDim and parameters, not on threadIdx.",
    );
  };

  /** `open`: labels of the loops around that contain a barrier; `near`: a barrier of theirs. */
  const cut = (list: readonly Statement[], open: ReadonlyMap<Label, Place>): Step[] => {
    const steps: Step[] = [];
    let region: Statement[] = [];
    const labels = new Set(open.keys());
    const close = (): void => {
      if (region.length > 0) steps.push({ kind: "region", statements: region });
      region = [];
    };
    for (const s of list) {
      if (!hasBarrier(s) && !leavesFor(s, labels)) {
        region.push(s);
        continue;
      }
      close();
      if (s.kind === "if") {
        const barrier = firstBarrier([s]) ?? [...open.values()].at(-1) ?? s.place;
        if (!facts.isUniform(s.condition)) refuse(barrier, s.place);
        steps.push({ kind: "if", source: s, branches: [cut(s.then, open), cut(s.otherwise, open)] });
      } else if (s.kind === "loop") {
        const barrier = firstBarrier([s]) ?? s.place;
        if (!facts.isUniform(s.condition) || facts.loop(s).divergent) refuse(barrier, s.place);
        const inside = new Map(open).set(s.label, barrier);
        steps.push({
          kind: "loop",
          source: s,
          prelude: cut(s.prelude, inside),
          body: cut(s.body, inside),
          update: cut(s.update, inside),
        });
      } else if (s.kind === "break" || s.kind === "continue") {
        if (facts.isPartialExit(s)) refuse(open.get(s.label) ?? s.place, s.place);
        steps.push({ kind: "leave", source: s });
      }
    }
    close();
    return steps;
  };

  const steps = cut(statements, new Map());
  return { steps, ...variablesKept(steps) };
}

/** Every variable that more than one region or condition names. */
function variablesKept(steps: readonly Step[]): { kept: ReadonlySet<Variable>; cut: boolean } {
  const users = new Map<Variable, number>();
  const kept = new Set<Variable>();
  let regions = 0;
  let user = 0;
  const use = (v: Variable): void => {
    const known = users.get(v);
    if (known !== undefined && known !== user) kept.add(v);
    users.set(v, user);
  };
  const expression = (e: Parameters<typeof operandsOf>[0]): void => {
    if (e.kind === "get") use(e.variable);
    for (const x of operandsOf(e)) expression(x);
  };
  const statement = (s: Statement): void => {
    for (const e of expressionsOf(s)) expression(e);
    if (s.kind === "loop") expression(s.condition);
    if (s.kind === "set") use(s.variable);
    if (s.kind === "atomic" && s.result !== null) use(s.result);
    for (const b of blocksOf(s)) for (const x of b) statement(x);
  };
  const walk = (list: readonly Step[]): void => {
    for (const step of list) {
      user++;
      if (step.kind === "region") {
        regions++;
        for (const s of step.statements) statement(s);
      } else if (step.kind === "if") {
        expression(step.source.condition);
        for (const b of step.branches) walk(b);
      } else if (step.kind === "loop") {
        walk(step.prelude);
        user++;
        expression(step.source.condition);
        walk(step.body);
        walk(step.update);
      }
    }
  };
  walk(steps);
  return { kept, cut: regions > 1 };
}
