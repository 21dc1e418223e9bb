/** Atomic operations. Floats are added by exchanging bits until nobody came between. */
import type { AtomicOp, Statement } from "../ir.js";
import type { WgslArray } from "./arrays.js";
import { expressionText, indexTexts } from "./expression.js";
import type { FunctionScope } from "./scope.js";
import { ZERO } from "./types.js";

/** https://www.w3.org/TR/WGSL/#atomic-builtin-functions */
const BUILTIN: Readonly<Record<Exclude<AtomicOp, "compareExchange">, string>> = {
  add: "atomicAdd",
  sub: "atomicSub",
  min: "atomicMin",
  max: "atomicMax",
  and: "atomicAnd",
  or: "atomicOr",
  xor: "atomicXor",
  exchange: "atomicExchange",
};

export function atomicStatement(scope: FunctionScope, s: Statement & { kind: "atomic" }): void {
  const array = scope.arrayOf(s.array);
  const at = array.at(indexTexts(scope, s.indices));
  const expected = s.expected === null ? [] : [expressionText(scope, s.expected)];
  const value = expressionText(scope, s.value);
  const call = array.special(s.op, [at, ...expected, value], (name, nowhere) =>
    atomicFunction(array, s.op, name, nowhere),
  );
  scope.writer.line(s.result === null ? `${call};` : `${scope.nameOf(s.result)} = ${call};`);
}

/** A function of a place and operands that gives the value before; out of bounds it does nothing and gives 0. */
function atomicFunction(array: WgslArray, op: AtomicOp, name: string, nowhere: string): readonly string[] {
  const { element, variable } = array;
  const place = `&${variable}[at]`;
  const begin = (more: string): string =>
    `fn ${name}(at: u32, ${more}value: ${element}) -> ${element} { if (at == ${nowhere}) { return ${ZERO[element]}; }`;
  if (op === "compareExchange")
    // The weak form may fail for no reason: then again.
    return [
      begin(`expected: ${element}, `),
      `  loop { let r = atomicCompareExchangeWeak(${place}, ${array.encode("expected")}, ${array.encode("value")});`,
      `    if (r.exchanged || r.old_value != ${array.encode("expected")}) { return ${array.decode("r.old_value")}; } } }`,
    ];
  if (element === "f32" && op !== "exchange") {
    const combined = array.encode(`(${array.decode("old")} ${op === "sub" ? "-" : "+"} value)`);
    return [
      begin(""),
      `  var old = atomicLoad(${place});`,
      `  loop { let r = atomicCompareExchangeWeak(${place}, old, ${combined});`,
      `    if (r.exchanged) { return ${array.decode("old")}; } old = r.old_value; } }`,
    ];
  }
  return [begin(""), `  return ${array.decode(`${BUILTIN[op]}(${place}, ${array.encode("value")})`)}; }`];
}
