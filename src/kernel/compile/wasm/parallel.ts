/** prange written as a plain loop: for code that is already on lanes, and for the rounds that are left over. */
import type { Expression, Statement } from "../ir.js";

/** `for (v = start; step > 0 ? v < stop : v > stop; v += step)`. */
export function sequential(s: Statement & { kind: "parallel" }): Statement[] {
  const { place, variable, step } = s;
  const i32 = { type: "i32", place } as const;
  const get = (v: typeof variable): Expression => ({ kind: "get", variable: v, ...i32 });
  const own = (name: string): typeof variable => ({
    kind: "variable",
    name: `${variable.name}$${name}`,
    type: "i32",
  });
  const [stop, by] = [own("stop"), own("step")];
  const compare = (op: "lt" | "gt", left: Expression, right: Expression): Expression => ({
    kind: "compare",
    op,
    left,
    right,
    type: "bool",
    place,
  });
  const set = (v: typeof variable, value: Expression): Statement => ({
    kind: "set",
    variable: v,
    value,
    place,
  });
  const up = compare("lt", get(variable), get(stop));
  const zero: Expression = { kind: "constant", value: 0, ...i32 };
  const condition: Expression =
    step.kind === "constant"
      ? Number(step.value) > 0
        ? up
        : compare("gt", get(variable), get(stop))
      : {
          kind: "choose",
          condition: compare("gt", get(by), zero),
          then: up,
          otherwise: {
            kind: "logical",
            op: "and",
            left: compare("lt", get(by), zero),
            right: compare("gt", get(variable), get(stop)),
            type: "bool",
            place,
          },
          type: "bool",
          place,
        };
  return [
    set(variable, s.start),
    set(stop, s.stop),
    set(by, step),
    {
      kind: "loop",
      prelude: [],
      condition,
      body: writtenOut(s.body),
      update: [set(variable, { kind: "arithmetic", op: "add", left: get(variable), right: get(by), ...i32 })],
      testLast: false,
      label: { name: `${variable.name}$rounds` },
      place,
    },
  ];
}

/** The statements with every prange in them as a loop. */
export function writtenOut(statements: readonly Statement[]): Statement[] {
  return statements.flatMap((s): Statement[] => {
    switch (s.kind) {
      case "parallel":
        return sequential(s);
      case "if":
        return [{ ...s, then: writtenOut(s.then), otherwise: writtenOut(s.otherwise) }];
      case "loop":
        return [
          { ...s, prelude: writtenOut(s.prelude), body: writtenOut(s.body), update: writtenOut(s.update) },
        ];
      default:
        return [s];
    }
  });
}
