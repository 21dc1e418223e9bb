/** Statements in WGSL. */
import type { Expression, Label, Statement, Variable } from "../ir.js";
import { statementsIn } from "../walk.js";
import { atomicStatement } from "./atomic.js";
import { expressionText, indexTexts } from "./expression.js";
import type { FunctionScope } from "./scope.js";
import { refuse, wgslTypeOf, ZERO } from "./types.js";

/** A loop around, from the innermost on. */
interface Loop {
  readonly label: Label;
  /** Set when a jump from an inner loop means this one: 1 to break, 2 to continue. WGSL has no labels. */
  readonly jump: string | null;
}

export class StatementWriter {
  readonly #scope: FunctionScope;
  readonly #loops: Loop[] = [];

  constructor(scope: FunctionScope) {
    this.#scope = scope;
  }

  all(statements: readonly Statement[]): void {
    for (const statement of statements) {
      this.#scope.writer.place = statement.place;
      this.#statement(statement);
    }
  }

  #text(e: Expression): string {
    return expressionText(this.#scope, e);
  }

  #statement(s: Statement): void {
    const scope = this.#scope;
    const { writer } = scope;
    const { program } = scope.module;
    switch (s.kind) {
      case "set": {
        const value = this.#text(s.value);
        writer.line(`${scope.nameOf(s.variable)} = ${value};`);
        return;
      }
      case "store": {
        const indices = indexTexts(scope, s.indices);
        const value = this.#text(s.value);
        writer.line(scope.arrayOf(s.array).set(indices, value));
        return;
      }
      case "atomic":
        atomicStatement(scope, s);
        return;
      case "call":
        this.#call(s);
        return;
      case "if": {
        const condition = this.#text(s.condition);
        writer.block(`if (${condition})`, () => this.all(s.then));
        if (s.otherwise.length > 0) writer.block("else", () => this.all(s.otherwise));
        return;
      }
      case "loop":
        this.#loop(s);
        return;
      case "parallel":
        this.#parallel(s);
        return;
      case "break":
      case "continue":
        this.#jump(s.kind, s.label);
        return;
      case "return": {
        const value = s.value === null ? "" : ` ${this.#text(s.value)}`;
        writer.line(`return${value};`);
        return;
      }
      case "barrier":
        writer.line("storageBarrier(); workgroupBarrier();");
        return;
      case "fence":
        refuse(
          program,
          s.place,
          "syncwarp() or threadfence()",
          "WGSL orders memory at syncthreads() only: use it, or end the kernel and launch the next.",
        );
        break;
      case "array":
        if (s.array.space === "local") {
          const array = scope.arrayOf(s.array);
          const size = (s.array.shape ?? []).reduce((n, d) => n * d, 1);
          writer.line(`${array.variable} = ${array.typeOf(size)}();`);
        }
        return;
      case "debugger":
        return;
      default:
        refuse(program, s.place, "explicit lanes", "Use numbers: a GPU's lanes are its threads.");
    }
  }

  #call(s: Statement & { kind: "call" }): void {
    const scope = this.#scope;
    const values: string[] = [];
    const arrays = [];
    for (const arg of s.args) {
      if (arg.kind === "array") arrays.push(scope.arrayOf(arg));
      else values.push(this.#text(arg));
    }
    const made = scope.module.instanceOf(s.callee, arrays, scope);
    const text = `${made.name}(${[...values, ...made.builtins.map((name) => scope.builtin(name))].join(
      ", ",
    )})`;
    scope.writer.line(s.result === null ? `${text};` : `${scope.nameOf(s.result)} = ${text};`);
  }

  #leaveUnless(condition: Expression): void {
    this.#scope.writer.place = condition.place;
    const text = this.#text(condition);
    this.#scope.writer.line(`if (!${text}) { break; }`);
  }

  #loop(s: Statement & { kind: "loop" }): void {
    const { writer } = this.#scope;
    this.#enter(s.label, s.body);
    writer.block("loop", () => {
      if (!s.testLast) {
        this.all(s.prelude);
        this.#leaveUnless(s.condition);
      }
      this.all(s.body);
      if (s.update.length === 0 && !s.testLast) return;
      writer.block("continuing", () => {
        this.all(s.update);
        if (!s.testLast) return;
        this.all(s.prelude);
        writer.place = s.condition.place;
        const condition = this.#text(s.condition);
        writer.line(`break if !${condition};`);
      });
    });
    this.#leave();
  }

  /** Rounds one after the other: a thread of a grid is as parallel as it gets. */
  #parallel(s: Statement & { kind: "parallel" }): void {
    const scope = this.#scope;
    const { writer } = scope;
    const [start, stop, step] = [s.start, s.stop, s.step].map((e) => {
      const name = writer.temporary();
      writer.line(`let ${name} = ${this.#text(e)};`);
      return name;
    }) as [string, string, string];
    const left = writer.temporary();
    writer.line(`var ${left} = 0u;`);
    const rounds = (from: string, to: string, by: string): string =>
      `${left} = (bitcast<u32>(${to}) - bitcast<u32>(${from}) - 1u) / bitcast<u32>(${by}) + 1u;`;
    writer.line(`if (${step} > 0 && ${start} < ${stop}) { ${rounds(start, stop, step)} }`);
    writer.line(`if (${step} < 0 && ${start} > ${stop}) { ${rounds(stop, start, `-${step}`)} }`);
    const variable = writer.temporary();
    writer.line(`var ${variable} = ${start};`);
    writer.block("loop", () => {
      writer.line(`if (${left} == 0u) { break; }`);
      writer.line(`${scope.nameOf(s.variable)} = ${variable};`);
      this.all(s.body);
      writer.block("continuing", () => {
        writer.line(`${variable} = ${variable} + ${step};`);
        writer.line(`${left} = ${left} - 1u;`);
      });
    });
  }

  #enter(label: Label, body: readonly Statement[]): void {
    const { writer } = this.#scope;
    const jump = jumpsFromInside(label, body) ? writer.temporary() : null;
    if (jump !== null) writer.line(`var ${jump} = 0u;`);
    this.#loops.unshift({ label, jump });
  }

  /** Behind an inner loop: what was meant for a loop around goes on. */
  #leave(): void {
    this.#loops.shift();
    const { writer } = this.#scope;
    const [around, ...outer] = this.#loops;
    if (around === undefined) return;
    if (around.jump !== null) {
      writer.line(`if (${around.jump} == 1u) { break; }`);
      writer.line(`if (${around.jump} == 2u) { ${around.jump} = 0u; continue; }`);
    }
    for (const { jump } of outer) if (jump !== null) writer.line(`if (${jump} != 0u) { break; }`);
  }

  #jump(kind: "break" | "continue", label: Label): void {
    const { writer } = this.#scope;
    const [inner] = this.#loops;
    if (inner === undefined || inner.label === label) {
      writer.line(`${kind};`);
      return;
    }
    const target = this.#loops.find((loop) => loop.label === label) as Loop;
    writer.line(`${target.jump} = ${kind === "break" ? 1 : 2}u;`);
    writer.line("break;");
  }
}

/** Whether a loop inside of the body jumps out to the label. */
function jumpsFromInside(label: Label, body: readonly Statement[]): boolean {
  for (const s of statementsIn(body)) {
    if (s.kind !== "loop" && s.kind !== "parallel") continue;
    for (const inner of statementsIn(s.body))
      if ((inner.kind === "break" || inner.kind === "continue") && inner.label === label) return true;
  }
  return false;
}

/** Declarations of a function's variables, each zero before it is set. */
export function declareVariables(scope: FunctionScope, variables: Iterable<Variable>): void {
  const { fn, module, writer } = scope;
  for (const variable of variables) {
    const type = wgslTypeOf(module.program, fn.place, variable.type);
    writer.line(`var ${scope.nameOf(variable)}: ${type} = ${ZERO[type]};`);
  }
}
