/** What a simulated thread is given as `t`: memory that looks at each access, its numbers, barriers and subgroups. */
import type { ArrayVariable, AtomicOp, Builtin, ScalarType, SubgroupOp } from "../ir.js";
import { type Access, type HeldArray, newArray, placeOf, readAt, type Scalar, writeAt } from "./memory.js";
import { wrappedValue } from "./operations.js";
import type { AccessKind, Accessor, RaceDetector } from "./races.js";
import type { Reports } from "./reports.js";

/** Threads of a subgroup, CUDA's warp. */
export const WARP = 32;

/** What a thread waits for. A subgroup operation's `answer` is there when the thread goes on. */
export type Wait =
  | { readonly kind: "barrier"; readonly line: number }
  | {
      readonly kind: "subgroup";
      readonly op: SubgroupOp;
      readonly type: ScalarType;
      readonly value: Scalar;
      readonly lane: number;
      readonly line: number;
      answer: Scalar;
    };

/** What the threads of a launch have in common. */
export interface Launch {
  readonly name: string;
  readonly races: RaceDetector | null;
  readonly reports: Reports | null;
  /** The data of parameters that the program only reads: they can't race. */
  readonly readOnly: ReadonlySet<HeldArray["data"]>;
  /** Constants, by their description. */
  readonly constants: Map<ArrayVariable, HeldArray>;
  /** `[1, 0, 0] of block [0, 0, 0]`, of a thread of the whole grid. */
  describe(thread: number): string;
}

/** What the threads of a block have in common. */
export interface BlockState {
  readonly index: number;
  readonly shared: ReadonlyMap<ArrayVariable, HeldArray>;
  /** Barriers passed. */
  phase: number;
}

export class SimulatedThread implements Access, Accessor {
  readonly #launch: Launch;
  readonly #block: BlockState;
  readonly #numbers: Readonly<Record<Builtin, number>>;
  /** In the grid. */
  readonly thread: number;

  constructor(launch: Launch, block: BlockState, thread: number, numbers: Readonly<Record<Builtin, number>>) {
    this.#launch = launch;
    this.#block = block;
    this.thread = thread;
    this.#numbers = numbers;
  }

  get block(): number {
    return this.#block.index;
  }

  get phase(): number {
    return this.#block.phase;
  }

  builtin(name: Builtin): number {
    return this.#numbers[name];
  }

  array(variable: ArrayVariable): HeldArray {
    if (variable.space === "local") return newArray(variable, variable.shape ?? []);
    const known = this.#block.shared.get(variable) ?? this.#launch.constants.get(variable);
    if (known !== undefined) return known;
    const held = newArray(variable, variable.shape ?? []);
    this.#launch.constants.set(variable, held);
    return held;
  }

  load(array: HeldArray, indices: readonly number[], line: number): Scalar {
    return readAt(array, this.#at(array, indices, "read", line));
  }

  store(array: HeldArray, indices: readonly number[], value: Scalar, line: number): void {
    writeAt(array, this.#at(array, indices, "write", line), value);
  }

  atomic(
    op: AtomicOp,
    array: HeldArray,
    indices: readonly number[],
    value: Scalar,
    expected: Scalar | undefined,
    line: number,
  ): Scalar {
    const at = this.#at(array, indices, "atomic", line);
    const before = readAt(array, at);
    const type = array.variable.element as ScalarType;
    if (op === "compareExchange") {
      if (before === expected) writeAt(array, at, value);
    } else writeAt(array, at, changed(op, type, before as number, value as number));
    return before;
  }

  *barrier(line: number): Generator<Wait, void, undefined> {
    yield { kind: "barrier", line };
  }

  *subgroup(
    op: SubgroupOp,
    type: ScalarType,
    value: Scalar,
    lane: number,
    line: number,
  ): Generator<Wait, Scalar, undefined> {
    const wait = { kind: "subgroup", op, type, value, lane, line, answer: value } as const;
    const changing: Wait = { ...wait };
    yield changing;
    return (changing as Extract<Wait, { kind: "subgroup" }>).answer;
  }

  #at(array: HeldArray, indices: readonly number[], kind: AccessKind, line: number): number {
    const at = placeOf(array, indices);
    const { reports, races, readOnly } = this.#launch;
    if (reports === null) return at;
    const { name, space } = array.variable;
    if (at < 0) {
      reports.add({ kind: "out of bounds", line, otherLine: null, array: name }, () => {
        const doing = kind === "read" ? "reads" : "writes";
        return `thread ${this.#launch.describe(this.thread)} ${doing} ${name}[${indices.join("][")}]; its shape is [${array.shape.join(", ")}]`;
      });
      return at;
    }
    if (races === null || space === "local" || space === "constant" || readOnly.has(array.data)) return at;
    const conflict = races.access(array.data, at, kind, this, line);
    if (conflict !== null)
      reports.add({ kind: "data race", line, otherLine: conflict.line, array: name }, () => {
        const { describe } = this.#launch;
        return `thread ${describe(this.thread)} ${TOLD[kind]} ${name}[${indices.join("][")}], which thread ${describe(conflict.thread)} ${TOLD[conflict.kind]} at line ${conflict.line} without a barrier between`;
      });
    return at;
  }
}

const TOLD: Record<AccessKind, string> = { read: "reads", write: "writes", atomic: "changes atomically" };

/** What an atomic operation leaves in memory. */
function changed(op: AtomicOp, type: ScalarType, a: number, b: number): number {
  switch (op) {
    case "add":
      return wrappedValue(type, a + b);
    case "sub":
      return wrappedValue(type, a - b);
    case "min":
      return Math.min(a, b);
    case "max":
      return Math.max(a, b);
    case "and":
      return wrappedValue(type, a & b);
    case "or":
      return wrappedValue(type, a | b);
    case "xor":
      return wrappedValue(type, a ^ b);
    default:
      return b;
  }
}
