/** Union, intersect and except. */
import { SetOperation_SetOpType as SetOpType } from "../../../proto/index.js";
import { canCast, castOf } from "../../expression/cast-rules.js";
import { typeWords } from "../../expression/type-names.js";
import type { Attribute, Typed } from "../../expression/typed.js";
import { widerType } from "../../functions/coercion.js";
import { analysisError, refuseTwice, unresolvedAmong } from "../analysis-errors.js";
import type { Analyze, Analyzer } from "../analyzer.js";
import { distinctNode, onlyColumns, pass, projectNode, refuseMaps } from "../nodes.js";
import type { Named, PlanNode, SetNode } from "../plan-node.js";
import { attributeExpr } from "../scope.js";
import { newAttribute } from "../session.js";

export const setOp: Analyze<"setOp"> = async (analyzer, operation) => {
  const left = await analyzer.relation(operation.leftInput);
  const right = await analyzer.relation(operation.rightInput);
  const { setOpType, isAll = false, byName = false, allowMissingColumns = false } = operation;
  switch (setOpType) {
    case SetOpType.UNION: {
      const [a, b] = byName ? aligned(analyzer, left, right, allowMissingColumns) : [left, right];
      const union = setNode(analyzer, "union", a, b, true);
      return isAll ? union : distinctNode(union);
    }
    case SetOpType.INTERSECT:
      return setNode(analyzer, "intersect", left, right, isAll);
    case SetOpType.EXCEPT:
      return setNode(analyzer, "except", left, right, isAll);
    default:
      throw analysisError("INVALID_PLAN_INPUT", "The plan has a set operation without a type.", {}, "XX000");
  }
};

/** @throws AnalysisException NUM_COLUMNS_MISMATCH, INCOMPATIBLE_COLUMN_TYPE */
function setNode(
  analyzer: Analyzer,
  how: SetNode["how"],
  left: PlanNode,
  right: PlanNode,
  all: boolean,
): SetNode {
  const operator = how.toUpperCase() + (how !== "union" && all ? " ALL" : "");
  if (left.output.length !== right.output.length) {
    throw analysisError(
      "NUM_COLUMNS_MISMATCH",
      `${operator} is of inputs with as many columns: the first has ${left.output.length}, the second ${right.output.length}.`,
      {
        operator,
        firstNumColumns: String(left.output.length),
        invalidOrdinalNum: "second",
        invalidNumColumns: String(right.output.length),
      },
      "42826",
    );
  }
  const types = left.output.map((column, i) => {
    const other = right.output[i]!;
    const type = widerType(column.type, other.type);
    if (type === undefined || !canCast(column.type, type) || !canCast(other.type, type)) {
      throw analysisError(
        "INCOMPATIBLE_COLUMN_TYPE",
        `${operator} is of columns whose types go together: the ${ordinal(i)} of the second input is "${typeWords(other.type)}", that of the first "${typeWords(column.type)}".`,
        {
          operator,
          columnOrdinalNumber: ordinal(i),
          tableOrdinalNumber: "second",
          dataType1: `"${typeWords(other.type)}"`,
          dataType2: `"${typeWords(column.type)}"`,
          hint: "",
        },
        "42825",
      );
    }
    return type;
  });
  if (how !== "union") refuseMaps([...left.output, ...right.output]);
  const output = left.output.map((column, i): Attribute => {
    const other = right.output[i]!;
    return {
      ...column,
      // A union's columns are its own; the others give rows of the left side.
      ...(how === "union" ? { qualifier: [] } : {}),
      id: how === "union" || column.type !== types[i] ? analyzer.session.newId() : column.id,
      type: types[i]!,
      nullable: how === "union" ? column.nullable || other.nullable : column.nullable,
      plans: how === "union" ? new Set() : column.plans,
    };
  });
  const inputs = [left, right].map((input) => cast(analyzer, input, types));
  return { kind: "set", how, all, inputs, output };
}

const ORDINALS = [
  "first",
  "second",
  "third",
  "fourth",
  "fifth",
  "sixth",
  "seventh",
  "eighth",
  "ninth",
  "tenth",
];

function ordinal(index: number): string {
  return ORDINALS[index] ?? `${index + 1}th`;
}

function cast(analyzer: Analyzer, input: PlanNode, types: readonly Attribute["type"][]): PlanNode {
  if (input.output.every(({ type }, i) => type.equals(types[i]!))) {
    return onlyColumns(input, input.output);
  }
  return projectNode(
    input,
    input.output.map((attribute, i): Named => {
      const value: Typed = castOf(attributeExpr(attribute), types[i]!);
      return value.kind === "attribute"
        ? pass(attribute)
        : { attribute: { ...attribute, id: analyzer.session.newId(), type: types[i]! }, value };
    }),
  );
}

/** Both with the left side's columns in its order; what one lacks is null there, if that is allowed. */
function aligned(
  analyzer: Analyzer,
  left: PlanNode,
  right: PlanNode,
  missing: boolean,
): readonly [PlanNode, PlanNode] {
  for (const { output } of [left, right]) {
    const names = output.map(({ name }) => name);
    refuseTwice("A side of the union by name", names, analyzer.same);
  }
  const rest = right.output.filter((column) => find(analyzer, left, column.name) === undefined);
  const items = left.output.map((column) => {
    const found = find(analyzer, right, column.name);
    if (found !== undefined) return pass(found);
    if (!missing) throw unresolvedAmong(column.name, right.output);
    return nullColumn(analyzer, column);
  });
  if (!missing) {
    if (rest.length > 0) setNode(analyzer, "union", left, right, true);
    return [left, projectNode(right, items)];
  }
  const added = rest.map((column) => nullColumn(analyzer, column));
  return [
    added.length === 0 ? left : projectNode(left, [...left.output.map(pass), ...added]),
    projectNode(right, [...items, ...rest.map(pass)]),
  ];
}

function find(analyzer: Analyzer, node: PlanNode, name: string): Attribute | undefined {
  return node.output.find((column) => analyzer.same(column.name, name));
}

function nullColumn(analyzer: Analyzer, { name, type, metadata }: Attribute): Named {
  return {
    attribute: newAttribute(analyzer.session, { type, nullable: true }, name, metadata),
    value: { kind: "literal", value: null, type, nullable: true, pretty: "NULL" },
  };
}
