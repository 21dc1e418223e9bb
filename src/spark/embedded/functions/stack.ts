/** `stack(n, a, b, c …)`: values dealt out to n rows. */
import { IntegerType, NullType } from "../../types/index.js";
import { fieldSql, sqlType } from "../expression/sql-types.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";
import type { GeneratorSpec, Parameter } from "./function-spec.js";
import { any } from "./parameters.js";

const rowCount: Parameter = {
  allowed: '"INT"',
  accept: (given) => (given instanceof IntegerType ? given : undefined),
};

interface Column {
  readonly type: Typed["type"];
  readonly nullable: boolean;
}

/** @throws AnalysisException DATATYPE_MISMATCH.* for a number of rows or columns that can't be */
function columnsOf([count, ...cells]: readonly Typed[]): Column[] {
  const rows = rowsOf(count!);
  const width = Math.ceil(cells.length / rows);
  return Array.from({ length: width }, (_, i) => {
    const column = cells.filter((_cell, at) => at % width === i);
    const type = column.find((cell) => !(cell.type instanceof NullType))?.type ?? new NullType();
    const other = column.findIndex((cell) => !(cell.type instanceof NullType) && !cell.type.equals(type));
    if (other >= 0) {
      throw datatypeMismatch(
        "STACK_COLUMN_DIFF_TYPES",
        `The values of stack's column ${i} are of the types ${typeQuoted(type)} and ${typeQuoted(column[other]!.type)}.`,
        {
          columnIndex: String(i),
          leftParamIndex: String(i + 1),
          leftType: typeQuoted(type),
          rightParamIndex: String(other * width + i + 1),
          rightType: typeQuoted(column[other]!.type),
        },
      );
    }
    return { type, nullable: column.length < rows || column.some(({ nullable }) => nullable) };
  });
}

function rowsOf(count: Typed): number {
  if (count.kind !== "literal" || typeof count.value !== "number") {
    throw datatypeMismatch("NON_FOLDABLE_INPUT", "stack's number of rows is written out.", {
      inputName: "`n`",
      inputType: '"INT"',
      inputExpr: `"${count.pretty}"`,
    });
  }
  if (count.value >= 1) return count.value;
  throw datatypeMismatch("VALUE_OUT_OF_RANGE", `stack's number of rows is ${count.value}; it is 1 or more.`, {
    exprName: "`n`",
    valueRange: "(0, 2147483647]",
    currentValue: `${count.value}`,
  });
}

function datatypeMismatch(
  kind: string,
  sentence: string,
  parameters: Readonly<Record<string, string>>,
): Error {
  return analysisError(`DATATYPE_MISMATCH.${kind}`, sentence, parameters, "42K09");
}

export const stack: GeneratorSpec = {
  kind: "generator",
  takes: {
    counts: "> 1",
    of: (args) => (args.length < 2 ? undefined : args.map((_, i) => (i === 0 ? rowCount : any))),
  },
  outer: false,
  columns: (args) => columnsOf(args).map((column, i) => ({ name: `col${i}`, ...column })),
  sql([, ...cells], typed) {
    const columns = columnsOf(typed);
    const rows = Array.from({ length: rowsOf(typed[0]!) }, (_, row) => {
      const fields = columns.map(({ type }, i) => {
        const cell = cells[row * columns.length + i] ?? "NULL";
        return `${fieldSql(i)}: CAST(${cell} AS ${sqlType(type)})`;
      });
      return `{${fields.join(", ")}}`;
    });
    return `[${rows.join(", ")}]`;
  },
};
