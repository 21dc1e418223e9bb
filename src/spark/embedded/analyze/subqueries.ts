/** Queries as expressions: one value, whether there are rows, whether a value is among them. */
import { NotSupportedError } from "../../../errors.js";
import { BooleanType } from "../../types/index.js";
import { castOf } from "../expression/cast-rules.js";
import { typeWords } from "../expression/type-names.js";
import type { CallExpr, SqlWriter, Typed } from "../expression/typed.js";
import { widerType } from "../functions/coercion.js";
import { analysisError, CONNECT } from "./analysis-errors.js";
import { projectNode } from "./nodes.js";
import type { PlanNode } from "./plan-node.js";
import { attributeExpr } from "./scope.js";
import type { AnalysisSession } from "./session.js";

const plans = new WeakMap<SqlWriter, PlanNode>();

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
    name: "exists subquery",
    type: new BooleanType(),
    nullable: false,
    pretty: "exists()",
    sql: () => `EXISTS (${session.sqlOf(plan)})`,
  });
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
  if (values.length !== 1) {
    throw new NotSupportedError("IN of several values and a subquery", "the embedded engine", CONNECT);
  }
  const [value, column] = [values[0]!, plan.output[0]!];
  const type = widerType(value.type, column.type);
  if (type === undefined) {
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
  const cast = projectNode(plan, [
    { attribute: { ...column, id: session.newId(), type }, value: castOf(attributeExpr(column), type) },
  ]);
  return subquery(session, cast, [castOf(value, type)], {
    name: "in subquery",
    type: new BooleanType(),
    nullable: value.nullable || column.nullable,
    pretty,
    sql: ([sought]) => `(${sought} IN (${session.sqlOf(cast)}))`,
  });
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
