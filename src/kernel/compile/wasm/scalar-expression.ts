/** Code of expressions that are the same in every lane, and so are computed once, as scalars. */
import type { Expression, ScalarType } from "../ir.js";
import type { GangContext } from "./context.js";
import { pushLanesExpression } from "./lanes-expression.js";
import { pushLoad } from "./memory-access.js";
import {
  pushScalarConstant,
  scalarArithmetic,
  scalarBits,
  scalarCompare,
  scalarConvert,
  scalarInvert,
  scalarMath1,
  scalarMath2,
  scalarNegate,
} from "./scalar-operations.js";
import { wasmType } from "./value.js";

/** Leaves the value of a uniform expression on the stack, or that of lane 0 of a strided one. */
export function pushScalar(g: GangContext, e: Expression): void {
  const { f } = g;
  const type = e.type as ScalarType;
  switch (e.kind) {
    case "constant":
      pushScalarConstant(g, type, e.value);
      return;
    case "get":
      g.pushVariable(e.variable);
      return;
    case "builtin":
      g.builtin(e.name)();
      return;
    case "negate":
      pushScalar(g, e.operand);
      scalarNegate(g, type);
      return;
    case "not":
      pushScalar(g, e.operand);
      f.op("i32.eqz");
      return;
    case "invert":
      pushScalar(g, e.operand);
      scalarInvert(g, type);
      return;
    case "arithmetic":
      pushScalar(g, e.left);
      pushScalar(g, e.right);
      scalarArithmetic(g, type, e.op);
      return;
    case "bits":
      pushScalar(g, e.left);
      pushScalar(g, e.right);
      scalarBits(g, type, e.op);
      return;
    case "compare":
      pushScalar(g, e.left);
      pushScalar(g, e.right);
      scalarCompare(g, e.left.type as ScalarType, e.op);
      return;
    case "logical": {
      const out = g.scratch("i32");
      pushScalar(g, e.left);
      f.set(out).get(out);
      if (e.op === "or") f.op("i32.eqz");
      f.if(() => {
        pushScalar(g, e.right);
        f.set(out);
      });
      f.get(out);
      return;
    }
    case "choose": {
      const out = g.scratch(wasmType(e.type));
      pushScalar(g, e.condition);
      f.if(
        () => {
          pushScalar(g, e.then);
          f.set(out);
        },
        () => {
          pushScalar(g, e.otherwise);
          f.set(out);
        },
      );
      f.get(out);
      return;
    }
    case "convert":
      pushScalar(g, e.operand);
      scalarConvert(g, e.operand.type as ScalarType, type);
      return;
    case "math1":
      pushScalar(g, e.operand);
      scalarMath1(g, e.operand.type as ScalarType, type, e.name, e.place);
      return;
    case "math2":
      pushScalar(g, e.left);
      pushScalar(g, e.right);
      scalarMath2(g, type, e.name, e.place);
      return;
    case "load":
      pushLoad(
        g,
        e.array,
        e.indices.map((i) => () => pushScalar(g, i)),
      );
      return;
    case "length":
      g.arrays(e.array).lengths[e.axis]();
      return;
    default:
      pushLanesExpression(g, e);
  }
}
