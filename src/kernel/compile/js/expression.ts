/** Expressions as JavaScript text. */

import type { ArrayVariable, Expression, Place, ScalarType, Variable } from "../ir.js";
import { lanesText } from "./lanes.js";
import {
  arithmeticText,
  bitsText,
  COMPARISONS,
  constantText,
  convertText,
  mathText,
  wrapped,
} from "./operations.js";

/** What the text of one function calls its variables and arrays. */
export interface Names {
  variable(variable: Variable): string;
  array(array: ArrayVariable): string;
  /** The line of the file, or of the text where that isn't known. */
  line(place: Place): number;
}

/** `t` is the thread, or what stands for it: memory, numbers of the thread, subgroups. */
export function expressionText(e: Expression, names: Names): string {
  const text = (operand: Expression): string => expressionText(operand, names);
  const type = e.type as ScalarType;
  switch (e.kind) {
    case "constant":
      return constantText(type, e.value);
    case "get":
      return names.variable(e.variable);
    case "builtin":
      return `t.builtin(${JSON.stringify(e.name)})`;
    case "negate":
      return wrapped(type, `-${text(e.operand)}`);
    case "not":
      return `!${text(e.operand)}`;
    case "invert":
      return wrapped(type, `~${text(e.operand)}`);
    case "arithmetic":
      return arithmeticText(e.op, type, text(e.left), text(e.right));
    case "bits":
      return bitsText(e.op, type, text(e.left), text(e.right));
    case "compare":
      return `(${text(e.left)} ${COMPARISONS[e.op]} ${text(e.right)})`;
    case "logical":
      return `(${text(e.left)} ${e.op === "and" ? "&&" : "||"} ${text(e.right)})`;
    case "choose":
      return `(${text(e.condition)} ? ${text(e.then)} : ${text(e.otherwise)})`;
    case "convert":
      return convertText(e.operand.type as ScalarType, type, text(e.operand));
    case "math1":
      return mathText(e.name, e.operand.type as ScalarType, text(e.operand));
    case "math2":
      return wrapped(type, `Math.${e.name}(${text(e.left)}, ${text(e.right)})`);
    case "load":
      return `t.load(${names.array(e.array)}, [${e.indices.map(text).join(", ")}], ${names.line(e.place)})`;
    case "length":
      return `${names.array(e.array)}.shape[${e.axis}]`;
    case "subgroup":
      return `(yield* t.subgroup(${JSON.stringify(e.op)}, ${JSON.stringify(e.value.type)}, ${text(e.value)}, ${e.lane === null ? "0" : text(e.lane)}, ${names.line(e.place)}))`;
    default: {
      const lanes = lanesText(e, { text, array: names.array, line: names.line });
      if (lanes === null) throw new RangeError(`${e.kind} as JavaScript`);
      return lanes;
    }
  }
}
