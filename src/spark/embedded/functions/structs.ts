/** Structs of values. `struct(a, b)` is written as `named_struct` by who knows what its columns are called (analyze/expression-resolver.ts). */
import { StructField, StructType } from "../../types/index.js";
import { isText } from "../expression/cast-rules.js";
import { fieldSql } from "../expression/sql-types.js";
import type { Typed } from "../expression/typed.js";
import { analysisError, callQuoted } from "./analysis-errors.js";
import type { FunctionTable, Parameters } from "./function-spec.js";
import { any } from "./parameters.js";

/** Names, which are written down, and values in turn. */
const named: Parameters = {
  counts: "2n (n > 0)",
  of(args, name) {
    if (args.length % 2 === 1) return undefined;
    const wrong = args.filter((arg, i) => i % 2 === 0 && !isName(arg));
    if (wrong.length === 0) return args.map(() => any);
    const sqlExpr = callQuoted(name, args);
    const inputExprs = `[${wrong.map(({ pretty }) => `"${pretty}"`).join(", ")}]`;
    throw analysisError(
      "DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING",
      `${sqlExpr}: a field's name is a string that is written down, and not ${inputExprs}.`,
      { sqlExpr, inputExprs },
      "42K09",
    );
  },
};

const isName = (arg: Typed) => arg.kind === "literal" && arg.value !== null && isText(arg.type);

export const STRUCTS: FunctionTable = {
  named_struct: {
    kind: "scalar",
    takes: named,
    gives(args) {
      const fields: StructField[] = [];
      for (let i = 0; i + 1 < args.length; i += 2) {
        const [name, value] = [args[i]!, args[i + 1]!];
        fields.push(
          new StructField(name.kind === "literal" ? String(name.value) : "", value.type, value.nullable),
        );
      }
      return new StructType(fields);
    },
    nullable: () => false,
    sql(args) {
      const values = args.filter((_, i) => i % 2 === 1);
      return `{${values.map((value, i) => `${fieldSql(i)}: ${value}`).join(", ")}}`;
    },
  },
};
