/** Queries as expressions: one value, whether there are rows, whether a value is among them. */
import { BooleanType, type DataType } from "../../types/index.js";
import { castOf } from "../expression/cast-rules.js";
import { attributeSql } from "../expression/to-sql.js";
import { some } from "../expression/tree.js";
import { typeWords } from "../expression/type-names.js";
import type { Attribute, CallExpr, SqlWriter, Typed } from "../expression/typed.js";
import { widerType } from "../functions/coercion.js";
import { analysisError } from "./analysis-errors.js";
import { projectNode } from "./nodes.js";
import type { PlanNode } from "./plan-node.js";
import { attributeExpr } from "./scope.js";
import type { AnalysisSession } from "./session.js";

const plans = new WeakMap<SqlWriter, PlanNode>();
const opposites = new WeakMap<SqlWriter, () => CallExpr>();

/** The plan of a call that is a subquery. Its columns of the query around are those of that query: names in SQL are never the same. */
export function planOfSubquery(call: Typed): PlanNode | undefined {
  return call.kind === "call" ? plans.get(call.sql) : undefined;
}

/** @throws AnalysisException INVALID_SUBQUERY_EXPRESSION for several columns */
export function scalarSubquery(session: AnalysisSession, plan: PlanNode): CallExpr {
  if (plan.output.length !== 1) {
    throw analysisError(
      "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN",
      `A subquery that is a value has one column, and this one has ${plan.output.length}.`,
      { number: String(plan.output.length) },
      "42823",
    );
  }
  const { type } = plan.output[0]!;
  return subquery(session, plan, [], {
    name: "scalarsubquery",
    type,
    nullable: true,
    pretty: "scalarsubquery()",
    sql: () => `(${session.sqlOf(plan)})`,
  });
}

export function existsSubquery(session: AnalysisSession, plan: PlanNode): CallExpr {
  return subquery(session, plan, [], {
    name: EXISTS,
    type: new BooleanType(),
    nullable: false,
    pretty: "exists()",
    sql: () => `EXISTS (${session.sqlOf(plan)})`,
  });
}

const EXISTS = "exists subquery";

export function isExistsSubquery(value: Typed): value is CallExpr {
  return planOfSubquery(value) !== undefined && (value as CallExpr).name.startsWith(EXISTS);
}

/** @throws AnalysisException DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH, DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH */
export function inSubquery(session: AnalysisSession, plan: PlanNode, values: readonly Typed[]): CallExpr {
  const pretty = `(${values.map((value) => value.pretty).join(", ")} IN (listquery()))`;
  if (plan.output.length !== values.length) {
    throw analysisError(
      "DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH",
      `${values.length} values are looked for among rows of ${plan.output.length} columns.`,
      { leftLength: String(values.length), rightLength: String(plan.output.length) },
      "42K09",
    );
  }
  const types = values.map((value, i) => commonType(value, plan.output[i]!));
  const columns = plan.output.map((column, i) => ({ ...column, id: session.newId(), type: types[i]! }));
  const cast = projectNode(
    plan,
    plan.output.map((column, i) => ({
      attribute: columns[i]!,
      value: castOf(attributeExpr(column), types[i]!),
    })),
  );
  const known = (sought: readonly string[]) => {
    if (sought.length === 1) return `${sought[0]} IN (${session.sqlOf(cast)})`;
    // A row of which a part is null may be equal: then nothing is known.
    const equal = columns.map(({ id }, i) => `${attributeSql(id)} = ${sought[i]}`).join(" AND ");
    const exists = (condition: string) =>
      `EXISTS (SELECT 1 FROM (${session.sqlOf(cast)}) WHERE ${condition})`;
    return `CASE WHEN ${exists(equal)} THEN true WHEN ${exists(`(${equal}) IS NULL`)} THEN NULL ELSE false END`;
  };
  const args = values.map((value, i) => castOf(value, types[i]!));
  const common = {
    type: new BooleanType(),
    nullable: values.some(({ nullable }) => nullable) || columns.some(({ nullable }) => nullable),
  };
  // Where nothing is known, Spark's joins say false, of IN and of NOT IN.
  const found = subquery(session, cast, args, {
    ...common,
    name: "in subquery",
    pretty,
    sql: (sought) => `coalesce(${known(sought)}, false)`,
  });
  opposites.set(found.sql, () => {
    const missing = subquery(session, cast, args, {
      ...common,
      name: "not in subquery",
      pretty: `(NOT ${pretty})`,
      sql: (sought) => `coalesce(NOT (${known(sought)}), false)`,
    });
    opposites.set(missing.sql, () => ({ ...found, pretty: `(NOT (NOT ${pretty}))` }));
    return missing;
  });
  return found;
}

/** @throws AnalysisException DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH */
function commonType(value: Typed, column: Attribute): DataType {
  const type = widerType(value.type, column.type);
  if (type !== undefined) return type;
  throw analysisError(
    "DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH",
    `"${value.pretty}" and the subquery's column have no type in common.`,
    {
      mismatchedColumns: `"${value.pretty}"`,
      leftType: `"${typeWords(value.type)}"`,
      rightType: `"${typeWords(column.type)}"`,
    },
    "42K09",
  );
}

/**
 * What NOT and a comparison with TRUE or FALSE make of values that are looked for in subqueries. As in Spark they go down to them first: the joins that
 * they become know true and false alone, so that NOT behind them would give another answer where nothing is known.
 *
 * @param make calls a function
 * @returns undefined for anything else
 */
export function ofSought(
  name: string,
  args: readonly Typed[],
  make: (name: string, args: readonly Typed[]) => Typed,
): Typed | undefined {
  const [one, two] = args;
  if (one === undefined) return undefined;
  if (args.length === 1) return name === "not" || name === "!" ? negated(one, make) : undefined;
  if (args.length !== 2 || !EQUALITIES.has(name)) return undefined;
  const [sought, truth] = one.kind === "literal" ? [two!, one] : [one, two!];
  if (truth.kind !== "literal" || typeof truth.value !== "boolean" || !seeks(sought)) return undefined;
  const opposite = negated(sought, make);
  if (opposite === undefined) return undefined;
  const isEqual = (truth.value ? sought : opposite) as CallExpr;
  const pretty = `(${one.pretty} = ${two!.pretty})`;
  if (!DIFFERENCES.has(name)) return { ...isEqual, pretty };
  return { ...((truth.value ? opposite : sought) as CallExpr), pretty: `(NOT ${pretty})` };
}

const DIFFERENCES: ReadonlySet<string> = new Set(["!=", "<>"]);
const EQUALITIES: ReadonlySet<string> = new Set(["=", "==", ...DIFFERENCES]);

/** Whether it is made of values that are looked for in subqueries. */
function seeks(value: Typed): boolean {
  return some(value, (each) => each.kind === "call" && opposites.has(each.sql));
}

function negated(call: Typed, make: (name: string, args: readonly Typed[]) => Typed): Typed | undefined {
  if (call.kind !== "call") return undefined;
  const pretty = `(NOT ${call.pretty})`;
  const opposite = opposites.get(call.sql)?.();
  if (opposite !== undefined) return { ...opposite, pretty };
  if ((call.name !== "and" && call.name !== "or") || !seeks(call)) return undefined;
  const args = call.args.map((arg) => negated(arg, make) ?? make("not", [arg]));
  return { ...make(call.name === "and" ? "or" : "and", args), pretty };
}

function subquery(
  session: AnalysisSession,
  plan: PlanNode,
  args: readonly Typed[],
  call: Pick<CallExpr, "name" | "type" | "nullable" | "pretty" | "sql">,
): CallExpr {
  plans.set(call.sql, plan);
  // No two subqueries are taken for one.
  return { kind: "call", ...call, name: `${call.name} ${session.newId()}`, args, deterministic: true };
}
