/** A program that gives its result in another type: conversions as the language's own, at each return. */
import type { ProgramIR, ScalarType } from "../kernel/compile/index.js";

type Body = ProgramIR["entry"]["body"];

function converted(body: Body, type: ScalarType): Body {
  return body.map((statement): Body[number] => {
    switch (statement.kind) {
      case "return": {
        const { place, value } = statement;
        if (value === null) return statement;
        return { kind: "return", place, value: { kind: "convert", type, place, operand: value } };
      }
      case "if":
        return {
          ...statement,
          // biome-ignore lint/suspicious/noThenProperty: the representation's word; nothing awaits it
          then: converted(statement.then, type),
          otherwise: converted(statement.otherwise, type),
        };
      case "loop":
        return {
          ...statement,
          prelude: converted(statement.prelude, type),
          body: converted(statement.body, type),
          update: converted(statement.update, type),
        };
      case "parallel":
        return { ...statement, body: converted(statement.body, type) };
      default:
        return statement;
    }
  });
}

/** The program itself where it gives the type already. */
export function withResult(program: ProgramIR, type: ScalarType): ProgramIR {
  if (program.entry.result === type) return program;
  const entry = { ...program.entry, result: type, body: converted(program.entry.body, type) };
  return { ...program, entry, functions: [...program.functions.slice(0, -1), entry] };
}
