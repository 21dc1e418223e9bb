/** Statements: control flow and declarations. */
import type * as acorn from "acorn";
import type { Label, Statement } from "../ir.js";
import { LANES_OF } from "../lanes/operation.js";
import { prange } from "../tokens.js";
import { constantLength, makeArray, TYPED_ARRAYS } from "./arrays.js";
import { effectOf } from "./assignment.js";
import { condition } from "./condition.js";
import { entityOf, valueIn } from "./expression.js";
import type { Entity, Lowered, Lowering } from "./lowering.js";
import { reductionsOf } from "./reductions.js";
import { placeOf } from "./refusal.js";
import { isFloat } from "./types.js";

const REFUSED: Readonly<Record<string, readonly [string, string]>> = {
  SwitchStatement: ["switch", "Write if … else if."],
  TryStatement: ["try", "Nothing is thrown in a compiled function."],
  ThrowStatement: ["throw", "Return or store a value that says so."],
  ForInStatement: ["for … in", "Count with for (let i = 0; i < n; i++)."],
  WithStatement: ["with", "Name what is used."],
  ClassDeclaration: ["a class", "Use variables, one a value."],
  ImportDeclaration: ["an import", "Import outside of the function."],
};

export function statementsOf(l: Lowering, nodes: readonly acorn.Statement[]): void {
  // Functions are there before the statement that declares them.
  for (const node of nodes)
    if (node.type === "FunctionDeclaration") {
      if (node.async || node.generator)
        l.refuse(node, node.async ? "an async function" : "a generator function", "Write a plain function.");
      const fn = { ...node, type: "FunctionExpression" } as unknown as acorn.FunctionExpression;
      declare(l, node.id.name, {
        kind: "function",
        node: cachedNode(node, fn),
        name: node.id.name,
        scope: l.scope,
      });
    }
  for (const node of nodes) statementOf(l, node);
}

const nodes = new WeakMap<acorn.Node, acorn.FunctionExpression>();

/** The same object in every pass, since functions are known by it. */
function cachedNode(node: acorn.Node, made: acorn.FunctionExpression): acorn.FunctionExpression {
  const known = nodes.get(node);
  if (known !== undefined) return known;
  nodes.set(node, made);
  return made;
}

function declare(l: Lowering, name: string, entity: Entity): void {
  l.scope.names.set(name, entity);
}

function bodyOf(l: Lowering, node: acorn.Statement): Statement[] {
  return l.apart(() => l.within(() => statementsOf(l, node.type === "BlockStatement" ? node.body : [node])))
    .statements;
}

function statementOf(l: Lowering, node: acorn.Statement): void {
  const place = placeOf(node);
  switch (node.type) {
    case "EmptyStatement":
    case "FunctionDeclaration":
      return;
    case "ExpressionStatement":
      if (node.directive === undefined || node.directive === null) effectOf(l, node.expression);
      return;
    case "VariableDeclaration":
      declaration(l, node);
      return;
    case "BlockStatement":
      l.within(() => statementsOf(l, node.body));
      return;
    case "IfStatement": {
      const test = condition(l, node.test);
      const then = bodyOf(l, node.consequent);
      const otherwise = node.alternate ? bodyOf(l, node.alternate) : [];
      l.out.push({ kind: "if", condition: test.expression, then, otherwise, place });
      return;
    }
    case "ForStatement":
      l.within(() => {
        if (node.init?.type === "VariableDeclaration") declaration(l, node.init);
        else if (node.init) effectOf(l, node.init);
        loop(l, node, node.test ?? null, node.body, node.update ?? null, false);
      });
      return;
    case "WhileStatement":
      loop(l, node, node.test, node.body, null, false);
      return;
    case "DoWhileStatement":
      loop(l, node, node.test, node.body, null, true);
      return;
    case "ForOfStatement":
      parallel(l, node);
      return;
    case "LabeledStatement":
      labels.push(node.label.name);
      statementOf(l, node.body);
      return;
    case "BreakStatement":
    case "ContinueStatement": {
      const kind = node.type === "BreakStatement" ? "break" : "continue";
      const wanted = node.label?.name;
      const found = [...l.loops]
        .reverse()
        .find(({ names }) => wanted === undefined || names.includes(wanted));
      if (found === undefined)
        l.refuse(
          node,
          `${kind}${wanted === undefined ? "" : ` ${wanted}`} outside of a loop`,
          "Only loops are left and continued.",
        );
      l.out.push({ kind, label: found.label, place });
      return;
    }
    case "ReturnStatement":
      returned(l, node, node.argument ?? null);
      return;
    case "DebuggerStatement":
      l.out.push({ kind: "debugger", place });
      return;
    default: {
      const [construct, wayOut] = REFUSED[node.type] ?? [
        node.type,
        "It isn't in the language of compiled functions.",
      ];
      l.refuse(node, construct, wayOut);
    }
  }
}

/** Labels before the loop that comes next. */
let labels: string[] = [];

/** return, or the expression of an arrow function. */
export function returned(l: Lowering, node: acorn.Node, argument: acorn.Expression | null): void {
  const place = placeOf(node);
  if (l.parallel > 0)
    l.refuse(
      node,
      "return inside of a prange",
      "Rounds run in any order: store a value and look at it after the loop.",
    );
  // What gives nothing: a call, or the last of several, as arrow functions and minifiers write them.
  const called =
    argument?.type === "CallExpression" || argument?.type === "SequenceExpression"
      ? entityOf(l, argument)
      : null;
  const empty = called?.kind === "list" && called.items.length === 0;
  if (argument === null || empty || (argument.type === "UnaryExpression" && argument.operator === "void")) {
    if (argument !== null && !empty) effectOf(l, argument);
    if (l.result === "?") l.result = "nothing";
    else if (l.result !== "nothing")
      l.mistyped(node, "a return without a value", "Return a number everywhere.");
    l.out.push({ kind: "return", value: null, place });
    return;
  }
  if (l.program.form === "kernel" && l.isEntry) {
    // What a minifier makes of statements at the end: return a(), b().
    if (called === null) effectOf(l, argument);
    l.out.push({ kind: "return", value: null, place });
    return;
  }
  const value = called?.kind === "value" ? called.value : valueIn(l, argument);
  if (l.isEntry && value.type in LANES_OF)
    l.mistyped(
      node,
      `a vector of lanes (${value.type}) as the result`,
      `Store it into an array, or return a lane: ${value.type}.extractLane(v, 0).`,
    );
  l.joinResult(value.type, node);
  l.out.push({ kind: "return", value: l.coerce(value, l.resultType()), place });
}

function loop(
  l: Lowering,
  node: acorn.Node,
  test: acorn.Expression | null,
  body: acorn.Statement,
  update: acorn.Expression | null,
  testLast: boolean,
): void {
  const place = placeOf(node);
  const label: Label = { name: l.unique("loop") };
  const names = labels;
  labels = [];
  const { statements: prelude, value: asked } = l.apart(() =>
    test === null ? l.constant(true, "bool", place) : condition(l, test),
  );
  l.loops.push({ label, names });
  const inside = bodyOf(l, body);
  l.loops.pop();
  const after = l.apart(() => {
    if (update !== null) effectOf(l, update);
  }).statements;
  l.out.push({
    kind: "loop",
    prelude,
    condition: asked.expression,
    body: inside,
    update: after,
    testLast,
    label,
    place,
  });
}

function parallel(l: Lowering, node: acorn.ForOfStatement): void {
  const { left, right } = node;
  const call = right.type === "CallExpression" ? right : null;
  const callee = call === null ? null : entityOf(l, call.callee);
  if (node.await || call === null || callee?.kind !== "known" || callee.value !== prange)
    l.refuse(
      node,
      "for … of",
      "Loop over for (const i of prange(n)), or count with for (let i = 0; i < n; i++).",
    );
  if (l.program.form !== "loop")
    l.refuse(node, "prange outside of simd.jit", "Elements and threads are parallel already.");
  if (l.parallel > 0)
    l.refuse(node, "a prange in a prange", "Count the inner loop with for (let i = 0; i < n; i++).");
  if (left.type !== "VariableDeclaration" || left.declarations[0]?.id.type !== "Identifier")
    l.refuse(node, "a prange without a variable", "for (const i of prange(n))");
  const [first, second, third] = l.inOrder(call.arguments as readonly acorn.Expression[], (one) =>
    valueIn(l, one),
  );
  const place = placeOf(node);
  const zero = l.constant(0, "weakint", place);
  const one = l.constant(1, "weakint", place);
  if (first === undefined)
    l.refuse(node, "prange()", "prange(n), prange(start, stop) or prange(start, stop, step)");
  // A number of rounds may be a float, as JavaScript's numbers are; with a fraction it goes on while i < n.
  const bound = (value: Lowered, isStop: boolean) => {
    const { expression } = value;
    if (!isFloat(value.type)) return l.coerce(value, "i32");
    if (!isStop || expression.kind === "constant") {
      l.mistyped(node, `prange from or by a ${value.type}`, "Give integers: n | 0.");
      return l.coerce(value, "i32");
    }
    const up = { kind: "math1", name: "ceil", operand: expression, type: expression.type, place } as const;
    return l.coerce({ expression: up, type: value.type }, "i32");
  };
  const { id } = left.declarations[0];
  const names = labels;
  labels = [];
  l.within(() => {
    const slot = l.slot(id, id.name);
    l.join(slot, "i32", id);
    l.scope.names.set(id.name, slot);
    const variable = l.variableOf(slot);
    const label: Label = { name: l.unique("prange") };
    l.loops.push({ label, names });
    l.parallel++;
    const body = bodyOf(l, node.body);
    l.parallel--;
    l.loops.pop();
    l.out.push({
      kind: "parallel",
      variable,
      start: bound(second === undefined ? zero : first, false),
      stop: bound(second ?? first, true),
      step: bound(third ?? one, false),
      body: withoutContinue(body, label),
      reductions: reductionsOf(l, node, body),
      place,
    });
  });
}

/** `continue` of a prange ends the round: a loop that goes round once is left. */
function withoutContinue(body: readonly Statement[], label: Label): readonly Statement[] {
  const uses = (statements: readonly Statement[]): boolean =>
    statements.some((one) => {
      if (one.kind === "continue" || one.kind === "break") return one.label === label;
      if (one.kind === "if") return uses(one.then) || uses(one.otherwise);
      return one.kind === "loop" && (uses(one.prelude) || uses(one.body) || uses(one.update));
    });
  if (!uses(body)) return body;
  const [first] = body;
  const place = first?.place ?? { line: 1, column: 1 };
  const never = { kind: "constant", value: false, type: "bool", place } as const;
  return [{ kind: "loop", prelude: [], condition: never, body, update: [], testLast: true, label, place }];
}

function declaration(l: Lowering, node: acorn.VariableDeclaration): void {
  for (const { id, init } of node.declarations) {
    if (id.type === "Identifier") declareOne(l, node, id, init ?? null);
    else if (init && (id.type === "ObjectPattern" || id.type === "ArrayPattern")) destructured(l, id, init);
    else l.refuse(node, "a destructuring declaration", "Declare one variable at a time.");
  }
}

function declareOne(
  l: Lowering,
  node: acorn.VariableDeclaration,
  id: acorn.Identifier,
  init: acorn.Expression | null,
): void {
  if (init !== null) {
    const made = typedArray(l, id, init);
    if (made !== null) {
      declare(l, id.name, made);
      return;
    }
    if (init.type === "ArrowFunctionExpression" || init.type === "FunctionExpression") {
      if (init.async || init.generator)
        l.refuse(init, init.async ? "an async function" : "a generator function", "Write a plain function.");
      declare(l, id.name, { kind: "function", node: init, name: id.name, scope: l.scope });
      return;
    }
    const entity = entityOf(l, init);
    if (entity.kind !== "value") {
      if (entity.kind === "array" && entity.indices.length === 0 && init.type === "CallExpression")
        renamed(entity, id.name);
      declare(l, id.name, entity);
      return;
    }
    const slot = slotFor(l, node, id);
    l.set(slot, entity.value, id);
    return;
  }
  const slot = slotFor(l, node, id);
  // Each round begins anew: JavaScript's undefined, which a number can't be, is 0.
  if (node.kind !== "var" && slot.type !== "?") l.set(slot, l.constant(0, "weakint", placeOf(id)), id);
}

/** shared.array(…) gets the name of what it is declared as. */
function renamed(entity: Extract<Entity, { kind: "array" }>, name: string): void {
  if (entity.array.space === "shared" || entity.array.space === "local")
    (entity.array as { name: string }).name = name;
}

function slotFor(l: Lowering, node: acorn.VariableDeclaration, id: acorn.Identifier) {
  const known = node.kind === "var" ? l.scope.find(id.name) : null;
  if (known?.kind === "slot") return known;
  const slot = l.slot(id, id.name);
  // var belongs to the function; minified code declares it where it is first used.
  const scope = node.kind === "var" ? l.functionScope : l.scope;
  scope.names.set(id.name, slot);
  return slot;
}

function typedArray(l: Lowering, id: acorn.Identifier, init: acorn.Expression): Entity | null {
  if (init.type !== "NewExpression") return null;
  const callee = entityOf(l, init.callee);
  const element = callee.kind === "known" ? TYPED_ARRAYS.get(callee.value) : undefined;
  const [length] = init.arguments;
  if (element === undefined || length === undefined || length.type === "SpreadElement")
    return l.refuse(init, "new", "Only typed arrays are made: const t = new Float32Array(16).");
  return {
    kind: "array",
    array: makeArray(l, init, id.name, element, "local", [constantLength(l, length)]),
    indices: [],
  };
}

function destructured(
  l: Lowering,
  id: acorn.ObjectPattern | acorn.ArrayPattern,
  init: acorn.Expression,
): void {
  const from = entityOf(l, init);
  const bind = (target: acorn.Pattern | null, entity: Entity): void => {
    if (target === null) return;
    if (target.type !== "Identifier") l.refuse(target, "a nested pattern", "Declare one variable at a time.");
    if (entity.kind !== "value") {
      declare(l, target.name, entity);
      return;
    }
    const slot = l.slot(target, target.name);
    l.scope.names.set(target.name, slot);
    l.set(slot, entity.value, target);
  };
  if (id.type === "ArrayPattern" && from.kind === "list") {
    for (const [k, target] of id.elements.entries()) {
      const item = from.items[k];
      if (item === undefined) {
        l.refuse(
          id,
          `${id.elements.length} names for ${from.items.length} values`,
          "Take as many as there are.",
        );
      }
      bind(target, { kind: "value", value: item });
    }
    return;
  }
  if (id.type === "ObjectPattern" && init.type === "Identifier") {
    for (const property of id.properties) {
      if (property.type === "RestElement" || property.computed || property.key.type !== "Identifier")
        l.refuse(id, "a rest or computed name in a pattern", "Take members by their names.");
      const member = {
        ...init,
        type: "MemberExpression",
        object: init,
        property: property.key,
        computed: false,
        optional: false,
      };
      bind(property.value, entityOf(l, member as unknown as acorn.Expression));
    }
    return;
  }
  l.refuse(id, "a destructuring declaration", "Declare one variable at a time.");
}
