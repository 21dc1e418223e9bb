/** The slow, obvious meaning of programs in the compiler's representation: one call at a time, statement by statement. i32, f32 and bool. */
import type {
  ArrayVariable,
  Expression,
  FunctionIR,
  Label,
  Statement,
  Variable,
} from "../../src/kernel/compile/ir.js";

export interface InterpretedArray {
  readonly data: { [index: number]: number; length: number };
  readonly shape: readonly number[];
}

type Scalar = number | boolean;

class Return {
  readonly value: Scalar | undefined;
  constructor(value: Scalar | undefined) {
    this.value = value;
  }
}

class Jump {
  readonly kind: "break" | "continue";
  readonly label: Label;
  constructor(kind: "break" | "continue", label: Label) {
    this.kind = kind;
    this.label = label;
  }
}

class Frame {
  readonly variables = new Map<Variable, Scalar>();
  readonly arrays = new Map<ArrayVariable, InterpretedArray>();
  /** Rounds left before a program is taken for endless. */
  fuel = 1e7;

  place(
    array: ArrayVariable,
    indices: readonly Expression[],
  ): { data: InterpretedArray["data"]; at: number } {
    const { data, shape } = this.arrays.get(array) as InterpretedArray;
    let at = 0;
    let inside = true;
    indices.forEach((e, k) => {
      const i = this.value(e) as number;
      inside &&= i >= 0 && i < shape[k];
      at = at * shape[k] + i;
    });
    return { data, at: inside ? at : -1 };
  }

  value(e: Expression): Scalar {
    const wrap = (x: number): number =>
      e.type === "i32" ? x | 0 : e.type === "u32" ? x >>> 0 : e.type === "f32" ? Math.fround(x) : x;
    switch (e.kind) {
      case "constant":
        return e.value as Scalar;
      case "get":
        return this.variables.get(e.variable) as Scalar;
      case "negate":
        return wrap(-(this.value(e.operand) as number));
      case "not":
        return !this.value(e.operand);
      case "invert":
        return wrap(~(this.value(e.operand) as number));
      case "arithmetic": {
        const [a, b] = [this.value(e.left) as number, this.value(e.right) as number];
        switch (e.op) {
          case "add":
            return wrap(a + b);
          case "sub":
            return wrap(a - b);
          case "mul":
            return e.type === "f32" ? wrap(a * b) : wrap(Math.imul(a, b));
          case "div":
            return wrap(a / b);
          case "min":
            return Math.min(a, b);
          case "max":
            return Math.max(a, b);
          case "quotient":
            return b === 0 ? 0 : wrap(Math.trunc(a / b));
          case "rem":
            return e.type !== "f32" && b === 0 ? 0 : wrap(a % b);
          default:
            throw new RangeError(e.op);
        }
      }
      case "bits": {
        const [a, b] = [this.value(e.left) as number, this.value(e.right) as number];
        return wrap({ and: a & b, or: a | b, xor: a ^ b, shl: a << b, shr: a >> b, ushr: a >>> b }[e.op]);
      }
      case "compare": {
        const [a, b] = [this.value(e.left), this.value(e.right)];
        return { eq: a === b, ne: a !== b, lt: a < b, le: a <= b, gt: a > b, ge: a >= b }[e.op];
      }
      case "logical":
        return e.op === "and"
          ? Boolean(this.value(e.left)) && this.value(e.right)
          : Boolean(this.value(e.left)) || this.value(e.right);
      case "choose":
        return this.value(e.condition) ? this.value(e.then) : this.value(e.otherwise);
      case "convert": {
        const x = this.value(e.operand);
        return e.type === "bool" ? Boolean(x) : wrap(Number(x));
      }
      case "length":
        return (this.arrays.get(e.array) as InterpretedArray).shape[e.axis];
      case "load": {
        const { data, at } = this.place(e.array, e.indices);
        const x = at < 0 ? 0 : data[at];
        return e.type === "bool" ? x !== 0 : x;
      }
      default:
        throw new RangeError(e.kind);
    }
  }

  run(statements: readonly Statement[]): void {
    for (const s of statements) this.statement(s);
  }

  private statement(s: Statement): void {
    if (this.fuel-- < 0) throw new RangeError("an endless program");
    switch (s.kind) {
      case "set":
        this.variables.set(s.variable, this.value(s.value));
        return;
      case "store": {
        const value = this.value(s.value);
        const { data, at } = this.place(s.array, s.indices);
        if (at >= 0) data[at] = Number(value);
        return;
      }
      case "array":
        this.arrays.set(s.array, {
          data: s.array.element === "f32" ? new Float32Array(64) : new Int32Array(64),
          shape: s.array.shape as number[],
        });
        return;
      case "if":
        this.run(this.value(s.condition) ? s.then : s.otherwise);
        return;
      case "loop":
        for (let first = true; ; first = false) {
          if (!(s.testLast && first)) {
            this.run(s.prelude);
            if (!this.value(s.condition)) return;
          }
          try {
            this.run(s.body);
          } catch (jump) {
            if (!(jump instanceof Jump) || jump.label !== s.label) throw jump;
            if (jump.kind === "break") return;
          }
          this.run(s.update);
        }
      case "parallel": {
        const [start, stop, step] = [s.start, s.stop, s.step].map((e) => this.value(e) as number);
        for (let i = start; step > 0 ? i < stop : i > stop; i += step) {
          this.variables.set(s.variable, i);
          this.run(s.body);
        }
        return;
      }
      case "break":
      case "continue":
        throw new Jump(s.kind, s.label);
      case "return":
        throw new Return(s.value === null ? undefined : this.value(s.value));
      case "call": {
        const result = interpret(
          s.callee,
          s.args.map((a) => (a.kind === "array" ? (this.arrays.get(a) as InterpretedArray) : this.value(a))),
        );
        if (s.result !== null) this.variables.set(s.result, result as Scalar);
        return;
      }
      default:
        throw new RangeError(s.kind);
    }
  }
}

export function interpret(f: FunctionIR, args: readonly (Scalar | InterpretedArray)[]): Scalar | undefined {
  const frame = new Frame();
  f.parameters.forEach((p, k) => {
    if (p.kind === "array") frame.arrays.set(p, args[k] as InterpretedArray);
    else frame.variables.set(p, args[k] as Scalar);
  });
  try {
    frame.run(f.body);
  } catch (jump) {
    if (jump instanceof Return) return jump.value;
    throw jump;
  }
  return f.result === null ? undefined : f.result === "bool" ? false : 0;
}
