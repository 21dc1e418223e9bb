/**
 * The state in which one function is lowered for one list of argument types. Types of variables are the join of what is assigned to them, found by going
 * through the function until none changes; the last pass writes the tree that is kept and is the one that complains of types.
 */
import type { Node } from "acorn";
import type {
  ArrayVariable,
  Expression,
  FunctionIR,
  Label,
  Place,
  ScalarType,
  SourceText,
  Statement,
  ValueType,
  Variable,
} from "../ir.js";
import type { Names } from "./names.js";
import { placeOf, refuseAt } from "./refusal.js";
import type { FunctionNode } from "./source.js";
import { isNumber, meet, type Open, settled } from "./types.js";

/** A value under construction: its expression, and its type while that may be weak. */
export interface Lowered {
  readonly expression: Expression;
  readonly type: Open;
}

/** What a name or an expression may be beside a value. */
export type Entity =
  | { readonly kind: "value"; readonly value: Lowered }
  | { readonly kind: "array"; readonly array: ArrayVariable; readonly indices: readonly Expression[] }
  /** Something of JavaScript's from outside: Math, a token, a namespace, a function. */
  | { readonly kind: "known"; readonly value: unknown; readonly name: string }
  /** The context of a kernel, one of its vectors (threadIdx), or one of its functions. */
  | { readonly kind: "context" }
  | { readonly kind: "vector"; readonly name: "threadIdx" | "blockIdx" | "blockDim" | "gridDim" }
  | { readonly kind: "operation"; readonly name: string }
  | { readonly kind: "shape"; readonly array: ArrayVariable }
  /** A function written inside, with the scope that it stands in. */
  | { readonly kind: "function"; readonly node: FunctionNode; readonly name: string; readonly scope: Scope }
  | { readonly kind: "list"; readonly items: readonly Lowered[] };

/** A variable of the source. */
export interface Slot {
  readonly kind: "slot";
  readonly name: string;
  type: Open;
  /** In this pass. */
  variable: Variable | null;
  /** The function whose variable it is. */
  readonly owner: Lowering;
}

export type Binding = Slot | Entity;

export class Scope {
  readonly names = new Map<string, Binding>();
  readonly parent: Scope | null;

  constructor(parent: Scope | null) {
    this.parent = parent;
  }

  find(name: string): Binding | null {
    return this.names.get(name) ?? this.parent?.find(name) ?? null;
  }
}

/** What all functions of a program have in common. */
export interface Program {
  readonly source: SourceText;
  readonly form: "scalar" | "loop" | "kernel";
  readonly float: "f32" | "f64";
  /** The constants that were given by name. */
  readonly given: Readonly<Record<string, unknown>> | undefined;
  readonly constants: Map<object, ArrayVariable>;
  readonly functions: FunctionIR[];
  /** Shared arrays, by where they are made. */
  readonly shared: ArrayVariable[];
  /** Callees by text, place and types of arguments, and those that are being lowered. */
  readonly callees: Map<unknown, Map<string, FunctionIR>>;
  readonly active: Set<unknown>;
  /** Lowers another function for arguments of these types. */
  instance(callee: Callee, args: readonly (Lowered | ArrayVariable)[], at: Node, from: Lowering): FunctionIR;
}

export interface Callee {
  /** Its identity. */
  readonly key: unknown;
  readonly name: string;
  readonly node: FunctionNode;
  readonly names: Names;
  readonly source: SourceText;
  readonly scope: Scope | null;
}

interface LoopLabel {
  readonly label: Label;
  readonly names: readonly string[];
}

export class Lowering {
  readonly program: Program;
  readonly source: SourceText;
  readonly names: Names;
  /** The last pass. */
  final = false;
  changed = false;
  scope: Scope;
  out: Statement[] = [];
  result: Open | "nothing" = "?";
  loops: LoopLabel[] = [];
  /** True inside of a prange: there is nothing to return to. */
  parallel = 0;
  /** The function that was asked for, not one that it calls. */
  readonly isEntry: boolean;
  /** Where var belongs. */
  functionScope: Scope;
  readonly #slots = new Map<object, Slot>();
  #taken = new Map<string, number>();

  constructor(program: Program, source: SourceText, names: Names, scope: Scope | null, isEntry: boolean) {
    this.isEntry = isEntry;
    this.program = program;
    this.source = source;
    this.names = names;
    this.scope = new Scope(scope);
    this.functionScope = this.scope;
  }

  /** Before each pass. */
  restart(scope: Scope): void {
    this.changed = false;
    this.scope = scope;
    this.functionScope = scope;
    this.out = [];
    this.loops = [];
    this.parallel = 0;
    this.#taken = new Map();
    for (const slot of this.#slots.values()) slot.variable = null;
  }

  /** @throws CompileError always */
  refuse(node: Node, construct: string, wayOut: string): never {
    return refuseAt(this.source, placeOf(node), construct, wayOut);
  }

  /** A mistake of types: they are known in the last pass alone. @throws CompileError in it */
  mistyped(node: Node, construct: string, wayOut: string): void {
    if (this.final) this.refuse(node, construct, wayOut);
  }

  /** The slot of a declaration; the same in every pass. */
  slot(declared: object, name: string): Slot {
    let slot = this.#slots.get(declared);
    if (slot === undefined) {
      slot = { kind: "slot", name, type: "?", variable: null, owner: this };
      this.#slots.set(declared, slot);
    }
    return slot;
  }

  /** A name that no other variable of the function has in this pass. */
  unique(name: string): string {
    const count = this.#taken.get(name) ?? 0;
    this.#taken.set(name, count + 1);
    return count === 0 ? name : `${name}$${count}`;
  }

  variableOf(slot: Slot): Variable {
    slot.variable ??= {
      kind: "variable",
      name: this.unique(slot.name),
      type: settled(slot.type, this.program.float),
    };
    return slot.variable;
  }

  /** A variable that isn't in the source. */
  temporary(type: ValueType, name = "t"): Variable {
    return { kind: "variable", name: this.unique(`${name}_`), type };
  }

  read(slot: Slot, place: Place): Lowered {
    const variable = this.variableOf(slot);
    const type = this.final ? variable.type : slot.type;
    return { expression: { kind: "get", variable, type: variable.type, place }, type };
  }

  /** Joins a type into a variable's. */
  join(slot: Slot, type: Open, node: Node): void {
    const joined = this.joined(slot.type, type);
    if (joined === null) {
      this.mistyped(
        node,
        `${slot.name} is ${slot.type} and is given a value of type ${type}`,
        "Use another variable, or convert one of the values.",
      );
      return;
    }
    if (joined !== slot.type) {
      slot.type = joined;
      this.changed = true;
    }
  }

  /** Joins a type into the result's. */
  joinResult(type: Open, node: Node): void {
    if (this.result === "nothing") {
      this.mistyped(node, "a return of a value beside one without", "Return a number everywhere.");
      return;
    }
    const joined = this.joined(this.result, type);
    if (joined === null)
      this.mistyped(
        node,
        `a return of ${type} beside one of ${this.result}`,
        "Convert one of the two: x | 0, f32(x), Number(c).",
      );
    else if (joined !== this.result) {
      this.result = joined;
      this.changed = true;
    }
  }

  /** The type that returned values are converted to. */
  resultType(): ValueType {
    return this.result === "nothing" ? "i32" : settled(this.result, this.program.float);
  }

  /** The variables that were declared around the scope. */
  variablesOutside(): ReadonlySet<Variable> {
    const found = new Set<Variable>();
    for (let scope = this.scope.parent; scope !== null; scope = scope.parent)
      for (const binding of scope.names.values())
        if (binding.kind === "slot" && binding.variable !== null) found.add(binding.variable);
    return found;
  }

  joined(a: Open, b: Open): Open | null {
    return meet(a, b, this.program.float);
  }

  set(slot: Slot, value: Lowered, node: Node): void {
    this.join(slot, value.type, node);
    const variable = this.variableOf(slot);
    this.out.push({ kind: "set", variable, value: this.coerce(value, variable.type), place: placeOf(node) });
  }

  /** The value in a variable of its own, so that what comes later can't change it. */
  kept(value: Lowered, at: Statement[] = this.out, index = at.length): Lowered {
    const { expression } = value;
    if (expression.kind === "constant" || expression.kind === "builtin" || expression.kind === "length")
      return value;
    const variable = this.temporary(expression.type);
    at.splice(index, 0, { kind: "set", variable, value: expression, place: expression.place });
    return {
      expression: { kind: "get", variable, type: expression.type, place: expression.place },
      type: value.type,
    };
  }

  /** Lowers several operands in order: those before one that has statements of its own are kept first. */
  inOrder<T>(items: readonly T[], lower: (item: T) => Lowered): Lowered[] {
    const done: Lowered[] = [];
    for (const item of items) {
      const mark = this.out.length;
      const value = lower(item);
      if (this.out.length > mark) {
        let at = mark;
        for (const [k, earlier] of done.entries()) {
          const before = this.out.length;
          done[k] = this.kept(earlier, this.out, at);
          at += this.out.length - before;
        }
      }
      done.push(value);
    }
    return done;
  }

  /** Lowers into a list of its own. */
  apart<T>(lower: () => T): { readonly statements: Statement[]; readonly value: T } {
    const before = this.out;
    const statements: Statement[] = [];
    this.out = statements;
    try {
      return { statements, value: lower() };
    } finally {
      this.out = before;
    }
  }

  /** In a scope of its own. */
  within<T>(body: () => T): T {
    const outer = this.scope;
    this.scope = new Scope(outer);
    try {
      return body();
    } finally {
      this.scope = outer;
    }
  }

  constant(value: number | bigint | boolean, type: Open, place: Place): Lowered {
    let concrete = settled(type, this.program.float);
    // 2^31 to 2^32 - 1 alone: an unsigned number.
    if (type === "weakint" && typeof value === "number" && value > 2 ** 31 - 1) concrete = "u32";
    return { expression: { kind: "constant", value, type: concrete, place }, type };
  }

  /** The expression with another type; between numbers as the table of conversions says. */
  coerce({ expression }: Lowered, to: ValueType): Expression {
    if (expression.type === to) return expression;
    if (expression.kind === "constant" && isNumber(to)) {
      const folded = foldConversion(expression.value, to as ScalarType);
      if (folded !== null) return { ...expression, value: folded, type: to };
    }
    return { kind: "convert", operand: expression, type: to, place: expression.place };
  }

  /** Its type as it stands in the tree. */
  typeOf({ expression }: Lowered): ValueType {
    return expression.type;
  }
}

/** A number converted now: null for what must be converted as the program runs. */
function foldConversion(value: number | bigint | boolean, to: ScalarType): number | bigint | null {
  if (typeof value === "boolean") return null;
  if (to === "f64") return Number(value);
  if (to === "f32") return Math.fround(Number(value));
  if (typeof value === "bigint") return null;
  if (to === "i32") return value | 0;
  if (to === "u32") return value >>> 0;
  if (!Number.isInteger(value)) return null;
  return to === "i64" ? BigInt.asIntN(64, BigInt(value)) : BigInt.asUintN(64, BigInt(value));
}
