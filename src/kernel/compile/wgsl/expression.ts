/** Expressions in WGSL. What JavaScript doesn't evaluate in a branch not taken is branched round where it costs something. */
import type { Expression } from "../ir.js";
import { operandsOf } from "../walk.js";
import { constantText } from "./constants.js";
import { arithmetic, bitOperation, comparison, conversion, mathOfOne } from "./operations.js";
import type { FunctionScope } from "./scope.js";
import { refuse, type WgslType, wgslTypeOf } from "./types.js";

/** How many nodes of an expression are rather computed in vain than branched round. */
const CHEAP_NODES = 6;

const FREE: ReadonlySet<Expression["kind"]> = new Set([
  ...([
    "constant",
    "get",
    "builtin",
    "length",
    "negate",
    "not",
    "invert",
    "compare",
    "logical",
    "bits",
  ] as const),
]);

/** Expressions that may be computed though nobody asks for them. */
function cheap(e: Expression): boolean {
  let nodes = 0;
  const walk = (x: Expression): boolean => {
    if (++nodes > CHEAP_NODES) return false;
    const simple =
      FREE.has(x.kind) ||
      (x.kind === "arithmetic" && ["add", "sub", "mul", "min", "max"].includes(x.op)) ||
      (x.kind === "convert" && x.operand.type !== "f32");
    return simple && operandsOf(x).every(walk);
  };
  return walk(e);
}

/** Whether statements are written for it. */
function branches(e: Expression): boolean {
  if (e.kind === "choose" && !(cheap(e.then) && cheap(e.otherwise))) return true;
  return operandsOf(e).some(branches);
}

/** The text of an expression; what needs statements is written before. */
export function expressionText(scope: FunctionScope, e: Expression): string {
  const { program } = scope.module;
  const type = wgslTypeOf(program, e.place, e.type);
  const text = (x: Expression): string => expressionText(scope, x);
  switch (e.kind) {
    case "constant":
      return constantText(type, e.value);
    case "get":
      return scope.nameOf(e.variable);
    case "builtin":
      return scope.builtin(e.name);
    case "length":
      return `bitcast<i32>(${scope.arrayOf(e.array).length(e.axis)})`;
    case "load":
      return scope.arrayOf(e.array).get(indexTexts(scope, e.indices));
    case "negate": {
      const x = runtime(scope, e.operand);
      return type === "f32" ? `f32_negative(${x})` : type === "u32" ? `(0u - ${x})` : `(-${x})`;
    }
    case "not":
      return `(!${text(e.operand)})`;
    case "invert":
      return `(~${text(e.operand)})`;
    case "arithmetic": {
      const [left, right] = operands(scope, e.left, e.right);
      return arithmetic(e.op, type, left, right, e.right.kind === "constant" ? Number(e.right.value) : null);
    }
    case "bits": {
      const [left, right] = operands(scope, e.left, e.right);
      const count = e.right.kind === "constant" ? Number(e.right.value) : null;
      return bitOperation(e.op, e.left.type as WgslType, type, left, right, count);
    }
    case "compare": {
      const [left, right] = operands(scope, e.left, e.right);
      return comparison(e.op, e.left.type as WgslType, left, right);
    }
    case "logical":
      return logical(scope, e);
    case "choose":
      return choose(scope, e, type);
    case "convert":
      return conversion(wgslTypeOf(program, e.place, e.operand.type), type, runtime(scope, e.operand));
    case "math1":
      return mathOfOne(e.name, type, runtime(scope, e.operand));
    case "math2":
      return `f32_${e.name}(${text(e.left)}, ${text(e.right)})`;
    case "subgroup":
      return subgroup(scope, e, type);
    default:
      return refuse(program, e.place, "explicit lanes", "Use numbers: a GPU's lanes are its threads.");
  }
}

/** Indices as u32: a negative one is a large one. */
export function indexTexts(scope: FunctionScope, indices: readonly Expression[]): readonly string[] {
  return indices.map((index) => {
    const text = expressionText(scope, index);
    return index.type === "u32" ? text : `bitcast<u32>(${text})`;
  });
}

/** The text of an operand that the compiler of shaders must not take for a constant. */
function runtime(scope: FunctionScope, e: Expression): string {
  const text = expressionText(scope, e);
  return e.kind === "constant" && e.type !== "bool" ? `${e.type}_runtime(${text})` : text;
}

function operands(scope: FunctionScope, left: Expression, right: Expression): [string, string] {
  const first = right.kind === "constant" ? runtime(scope, left) : expressionText(scope, left);
  return [first, expressionText(scope, right)];
}

function logical(scope: FunctionScope, e: Expression & { kind: "logical" }): string {
  if (!branches(e.right)) {
    const [left, right] = [expressionText(scope, e.left), expressionText(scope, e.right)];
    return `(${left} ${e.op === "and" ? "&&" : "||"} ${right})`;
  }
  const { writer } = scope;
  const left = expressionText(scope, e.left);
  const name = writer.temporary();
  writer.line(`var ${name} = ${left};`);
  writer.block(`if (${e.op === "and" ? name : `!${name}`})`, () => {
    const right = expressionText(scope, e.right);
    writer.line(`${name} = ${right};`);
  });
  return name;
}

function choose(scope: FunctionScope, e: Expression & { kind: "choose" }, type: WgslType): string {
  const { writer } = scope;
  const condition = expressionText(scope, e.condition);
  if (cheap(e.then) && cheap(e.otherwise))
    return `select(${expressionText(scope, e.otherwise)}, ${expressionText(scope, e.then)}, ${condition})`;
  const name = writer.temporary();
  writer.line(`var ${name}: ${type};`);
  const branch =
    (x: Expression): (() => void) =>
    () => {
      const value = expressionText(scope, x);
      writer.line(`${name} = ${value};`);
    };
  writer.block(`if (${condition})`, branch(e.then));
  writer.block("else", branch(e.otherwise));
  return name;
}

/** https://www.w3.org/TR/WGSL/#subgroup-builtin-functions; lanes outside of the subgroup give the thread's own value, as CUDA's shuffles. */
function subgroup(scope: FunctionScope, e: Expression & { kind: "subgroup" }, type: WgslType): string {
  const { writer } = scope;
  const value = writer.temporary();
  writer.line(`let ${value} = ${expressionText(scope, e.value)};`);
  const plain = (text: string): string => (type === "bool" ? `(${text} != 0u)` : text);
  const given = type === "bool" ? `select(0u, 1u, ${value})` : value;
  if (e.lane === null) {
    const name = {
      reduceAdd: "subgroupAdd",
      reduceMin: "subgroupMin",
      reduceMax: "subgroupMax",
      any: "subgroupAny",
      all: "subgroupAll",
      ballot: "subgroupBallot",
    }[e.op as "any"];
    return e.op === "ballot" ? `subgroupBallot(${value}).x` : `${name}(${value})`;
  }
  const lane = writer.temporary();
  writer.line(`let ${lane} = bitcast<u32>(${expressionText(scope, e.lane)});`);
  const [mine, size] = [
    `bitcast<u32>(${scope.builtin("laneId")})`,
    `bitcast<u32>(${scope.builtin("warpSize")})`,
  ];
  const moved = writer.temporary();
  const from = writer.temporary();
  const source = {
    shuffle: `${lane} & (${size} - 1u)`,
    shuffleUp: `${mine} - ${lane}`,
    shuffleDown: `${mine} + ${lane}`,
    shuffleXor: `${mine} ^ ${lane}`,
  }[e.op as "shuffle"];
  writer.line(`let ${from} = ${source};`);
  writer.line(
    `let ${moved} = ${plain(`subgroupShuffle(${given}, select(${mine}, ${from}, ${from} < ${size}))`)};`,
  );
  return moved;
}
