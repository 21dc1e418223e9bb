/** The context of a kernel: who a thread is, shared memory, barriers, atomic operations, moves between threads of a subgroup. */
import type * as acorn from "acorn";
import type { ArrayVariable, AtomicOp, Builtin, ElementType, Expression, SubgroupOp } from "../ir.js";
import * as tokens from "../tokens.js";
import { isScalarToken } from "../tokens.js";
import { constantLength, indexOf, makeArray } from "./arrays.js";
import { entityOf, fromOutside, valueIn } from "./expression.js";
import type { Entity, Lowered, Lowering } from "./lowering.js";
import { placeOf } from "./refusal.js";
import { valueType } from "./types.js";

export const CONTEXT_VECTORS: ReadonlySet<string> = new Set(["threadIdx", "blockIdx", "blockDim", "gridDim"]);

const OPERATIONS: ReadonlySet<string> = new Set([
  ...["grid", "gridsize", "shared", "local", "syncthreads", "syncwarp", "threadfence"],
  ...[
    "atomicAdd",
    "atomicSub",
    "atomicMin",
    "atomicMax",
    "atomicAnd",
    "atomicOr",
    "atomicXor",
    "atomicExch",
    "atomicCAS",
  ],
  ...["shuffle", "shuffleUp", "shuffleDown", "shuffleXor"],
]);

const CONTEXT = Symbol.for("manycore.compile.context");

/** Marks a value as standing for a member of the context, for imports of it. */
export function contextFunction<T extends object>(name: string, value: T): T {
  return Object.defineProperty(value, CONTEXT, { value: name });
}

export function isContextFunction(value: unknown): boolean {
  return contextName(value) !== null;
}

/** The member of the context that an imported value stands for, or null. */
export function contextName(value: unknown): string | null {
  if ((typeof value !== "function" && typeof value !== "object") || value === null) return null;
  return (value as { readonly [CONTEXT]?: string })[CONTEXT] ?? null;
}

/** A member of the context by its name. */
export function contextMember(l: Lowering, node: acorn.Node, name: string): Entity {
  if (l.program.form !== "kernel")
    return l.refuse(node, `${name} outside of a kernel`, "Only cuda.kernel's functions have threads.");
  const place = placeOf(node);
  if (CONTEXT_VECTORS.has(name)) return { kind: "vector", name: name as "threadIdx" };
  if (name === "laneId" || name === "warpSize")
    return {
      kind: "value",
      value: { expression: { kind: "builtin", name, type: "i32", place }, type: "i32" },
    };
  if (OPERATIONS.has(name)) return { kind: "operation", name };
  // Names from outside are a minifier's to change; members of an object aren't.
  if (name === "constants") return { kind: "known", value: l.program.given ?? {}, name };
  const token = (tokens as unknown as Readonly<Record<string, unknown>>)[name];
  if (isScalarToken(token)) return fromOutside(l, node, token, name);
  return l.refuse(
    node,
    `${name}, which the context doesn't have`,
    `It has ${[...CONTEXT_VECTORS, ...OPERATIONS].join(", ")} and the types.`,
  );
}

const builtin = (name: Builtin, node: acorn.Node): Expression => ({
  kind: "builtin",
  name,
  type: "i32",
  place: placeOf(node),
});
const i32 = (expression: Expression): Lowered => ({ expression, type: "i32" });

const ATOMICS: Readonly<Record<string, AtomicOp>> = {
  atomicAdd: "add",
  atomicSub: "sub",
  atomicMin: "min",
  atomicMax: "max",
  atomicAnd: "and",
  atomicOr: "or",
  atomicXor: "xor",
  atomicExch: "exchange",
  atomicCAS: "compareExchange",
};

const SHUFFLES: Readonly<Record<string, SubgroupOp>> = {
  shuffle: "shuffle",
  shuffleUp: "shuffleUp",
  shuffleDown: "shuffleDown",
  shuffleXor: "shuffleXor",
};

/** A call of one of the context's functions; `member` is what follows its name, as in shared.array. */
export function contextCall(
  l: Lowering,
  node: acorn.CallExpression,
  name: string,
  member: string | null,
  wanted: boolean,
): Entity {
  const place = placeOf(node);
  const args = node.arguments as readonly acorn.Expression[];
  const nothing: Entity = { kind: "list", items: [] };
  if (name === "shared" || name === "local") return arrayCall(l, node, name, member, args);
  if (name === "grid" || name === "gridsize") return gridCall(l, node, name, args);
  if (name === "syncthreads" || name === "syncwarp" || name === "threadfence") {
    l.out.push({ kind: name === "syncthreads" ? "barrier" : "fence", place });
    return nothing;
  }
  if (name in ATOMICS)
    return { kind: "value", value: atomicCall(l, node, ATOMICS[name] as AtomicOp, args, wanted) };
  const [valueNode, laneNode] = args;
  if (valueNode === undefined || laneNode === undefined)
    return l.refuse(node, `${name} with ${args.length} arguments`, `${name}(value, lane)`);
  const [value, lane] = l.inOrder([valueNode, laneNode], (arg) => valueIn(l, arg)) as [Lowered, Lowered];
  const { expression } = value;
  // A move between threads happens where it stands: it is kept.
  const moved: Lowered = {
    expression: {
      kind: "subgroup",
      op: SHUFFLES[name] as SubgroupOp,
      value: expression,
      lane: l.coerce(lane, "i32"),
      type: expression.type,
      place,
    },
    type: value.type,
  };
  return { kind: "value", value: l.kept(moved) };
}

function gridCall(
  l: Lowering,
  node: acorn.CallExpression,
  name: string,
  args: readonly acorn.Expression[],
): Entity {
  const [first] = args;
  const count = first === undefined ? 1 : constantLength(l, first);
  if (count > 3) return l.refuse(node, `${name}(${count})`, "A grid has one, two or three dimensions.");
  const place = placeOf(node);
  const items = (["x", "y", "z"] as const).slice(0, count).map((axis) => {
    const [left, right] =
      name === "grid"
        ? [builtin(`blockIdx.${axis}`, node), builtin(`blockDim.${axis}`, node)]
        : [builtin(`gridDim.${axis}`, node), builtin(`blockDim.${axis}`, node)];
    const product: Expression = { kind: "arithmetic", op: "mul", left, right, type: "i32", place };
    if (name === "gridsize") return i32(product);
    return i32({
      kind: "arithmetic",
      op: "add",
      left: product,
      right: builtin(`threadIdx.${axis}`, node),
      type: "i32",
      place,
    });
  });
  return count === 1 ? { kind: "value", value: items[0] as Lowered } : { kind: "list", items };
}

function arrayCall(
  l: Lowering,
  node: acorn.CallExpression,
  name: "shared" | "local",
  member: string | null,
  args: readonly acorn.Expression[],
): Entity {
  const make = (element: ElementType, shape: readonly number[] | null): Entity => ({
    kind: "array",
    array: makeArray(l, node, name, element, name, shape),
    indices: [],
  });
  const elementOf = (arg: acorn.Expression | undefined): ElementType => {
    const entity = arg === undefined ? null : entityOf(l, arg);
    if (entity?.kind === "known" && isScalarToken(entity.value)) return entity.value.element;
    return l.refuse(arg ?? node, "no type of elements", `${name}.array(256, f32)`);
  };
  if (member === "dynamic" && name === "shared") return make(elementOf(args[0]), null);
  if (member !== "array")
    return l.refuse(node, `${name}${member === null ? "" : `.${member}`}(…)`, `Use ${name}.array(256, f32).`);
  const [lengths, type] = args;
  if (lengths === undefined) return l.refuse(node, `${name}.array()`, `${name}.array(256, f32)`);
  const shape =
    lengths.type === "ArrayExpression"
      ? lengths.elements.map((one) => constantLength(l, one as acorn.Expression))
      : [constantLength(l, lengths)];
  return make(elementOf(type), shape);
}

function atomicCall(
  l: Lowering,
  node: acorn.CallExpression,
  op: AtomicOp,
  args: readonly acorn.Expression[],
  wanted: boolean,
): Lowered {
  const place = placeOf(node);
  const [target, at, ...values] = args;
  const count = op === "compareExchange" ? 2 : 1;
  if (target === undefined || at === undefined || values.length !== count)
    return l.refuse(
      node,
      `an atomic operation with ${args.length} arguments`,
      `Give the array, the index and ${count === 1 ? "the value" : "the expected and the new value"}.`,
    );
  const entity = entityOf(l, target);
  if (entity.kind !== "array" || entity.array.space === "constant" || entity.array.space === "local")
    return l.refuse(
      target,
      "an atomic operation on what is no shared array",
      "Give an array parameter or a shared array, and the index.",
    );
  const { array } = entity;
  const type = valueType(array.element);
  const allowed =
    array.element === "i32" ||
    array.element === "u32" ||
    (array.element === "f32" && (op === "add" || op === "exchange"));
  if (!allowed)
    l.refuse(
      target,
      `an atomic ${op} on ${array.element}`,
      "Atomic operations are for i32 and u32 elements, and add and exchange for f32.",
    );
  const indexNodes = at.type === "ArrayExpression" ? (at.elements as acorn.Expression[]) : [at];
  if (indexNodes.length + entity.indices.length !== array.ndim)
    return l.refuse(
      at,
      `${indexNodes.length} indices of an array of ${array.ndim} dimensions`,
      "Give [i, j].",
    );
  const lowered = l.inOrder(
    [...indexNodes.map((one) => () => i32(indexOf(l, one))), ...values.map((one) => () => valueIn(l, one))],
    (lower) => lower(),
  );
  const indices: readonly Expression[] = [
    ...entity.indices,
    ...lowered.slice(0, indexNodes.length).map(({ expression }) => expression),
  ] as Expression[];
  const given = lowered.slice(indexNodes.length).map((value) => l.coerce(value, type));
  const result = wanted ? l.temporary(type, "old") : null;
  l.out.push({
    kind: "atomic",
    op,
    array: array as ArrayVariable,
    indices,
    value: given[given.length - 1] as Expression,
    expected: count === 2 ? (given[0] as Expression) : null,
    result,
    place,
  });
  return result === null
    ? l.constant(0, "weakint", place)
    : { expression: { kind: "get", variable: result, type, place }, type };
}
