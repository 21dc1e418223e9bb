/**
 * Rows that are made a part at a time: selects and filters that call functions, where nobody may want all of their rows. The functions are called for some
 * rows of what is below, then for more, until there are enough; what is below is computed as it is asked for.
 */
import type { ColumnBatch } from "../../engine/index.js";
import { ArrayType, type DataType, MapType, StructType } from "../../types/index.js";
import { attributeIds, onlyColumns } from "../analyze/nodes.js";
import type {
  FilterNode,
  LeafNode,
  LeafSource,
  MarkerNode,
  PlanNode,
  ProjectNode,
} from "../analyze/plan-node.js";
import { expressionsOf } from "../analyze/plan-walk.js";
import { planOfSubquery } from "../analyze/subqueries.js";
import { chunkBatch } from "../duckdb/chunk-columns.js";
import { type OperationSession, schemaOf } from "../engine/session.js";
import { countOf } from "../engine/table-count.js";
import { some, walk } from "../expression/tree.js";
import type { OwnExpr, Typed } from "../expression/typed.js";
import { hasOwn } from "./pass.js";

type Step = ProjectNode | FilterNode | MarkerNode;

/** Nodes each of whose rows depends on one row of the node below the last. */
export interface Steps {
  /** From above. */
  readonly steps: readonly Step[];
  readonly below: PlanNode;
}

/** Whether a row's value depends on other rows, or on how many there are. */
export function needsAllRows(value: Typed): boolean {
  return some(value, (each) => each.kind === "window" || (each.kind === "call" && !each.deterministic));
}

/**
 * The selects and filters at the top of a plan, as far down as functions are called.
 *
 * @returns undefined where no functions are called in them or right below them
 */
export function stepsOf(plan: PlanNode): Steps | undefined {
  const steps: Step[] = [];
  let calling = 0;
  let at = plan;
  while (at.kind === "project" || at.kind === "filter" || at.kind === "marker") {
    const values = expressionsOf(at);
    if (values.some((value) => needsAllRows(value) || hasSubquery(value))) break;
    steps.push(at);
    if (values.some(hasOwn)) calling = steps.length;
    at = at.input;
  }
  if (at.kind === "own") calling = steps.length;
  if (calling === 0) return undefined;
  const chosen = steps.slice(0, calling);
  const below = chosen.at(-1)!.input;
  const asked = new Set(plan.output.map(({ id }) => id));
  for (const step of chosen) {
    for (const value of expressionsOf(step)) for (const id of attributeIds(value)) asked.add(id);
  }
  const columns = [...new Map(below.output.map((column) => [column.id, column])).values()];
  const needed = columns.filter(({ id }) => asked.has(id));
  return needed.every(({ type }) => canBeFilled(type))
    ? { steps: chosen, below: onlyColumns(below, needed) }
    : undefined;
}

/** The functions that are called in steps, for explain. */
export function calledIn({ steps }: Steps): OwnExpr[] {
  const calls = new Map<string, OwnExpr>();
  for (const value of steps.flatMap(expressionsOf)) {
    for (const each of walk(value)) if (each.kind === "own") calls.set(each.pretty, each);
  }
  return [...calls.values()];
}

function hasSubquery(value: Typed): boolean {
  return some(value, (each) => planOfSubquery(each) !== undefined);
}

/** Whether rows of this process can be put into a table with such a column. */
function canBeFilled(type: DataType): boolean {
  if (type instanceof ArrayType) return canBeFilled(type.elementType);
  if (type instanceof MapType) return canBeFilled(type.keyType) && canBeFilled(type.valueType);
  if (type instanceof StructType) return type.fields.every(({ dataType }) => canBeFilled(dataType));
  return type.typeName !== "interval" && type.typeName !== "variant";
}

/** Rows of a first round for each worker, and of the largest round. */
const FIRST_ROWS = 256;
const MOST_ROWS = 65_536;

interface Round {
  /** Drops what the round has made when it is over. */
  readonly session: OperationSession;
  readonly plan: PlanNode;
}

/** Each round is good until the next is asked for. There is one at least. @param most rows that are asked for */
async function* rounds(
  session: OperationSession,
  { steps, below }: Steps,
  most: number,
): AsyncGenerator<Round> {
  const { operation, state } = session;
  const schema = schemaOf(below);
  const rows = session.batches(below);
  let ended = false;
  const part = async function* (size: number): AsyncGenerator<ColumnBatch> {
    for (let count = 0; count < size; ) {
      const next = await rows.next();
      ended = next.done === true;
      if (next.done) return;
      count += next.value.length;
      yield next.value;
    }
  };
  try {
    for (let size = firstSize(most, state.own.workers); !ended; size = Math.min(MOST_ROWS, 2 * size)) {
      const inner = session.another();
      try {
        const table = inner.hold(await operation.during(() => state.tables.make(schema, part(size))));
        const leaf: LeafNode = {
          kind: "leaf",
          label: "some rows",
          identity: table.name,
          output: below.output,
          source: async () => ({ from: table.name, columns: below.output.map((_, i) => `c${i}`) }),
        };
        const plan = steps.reduceRight<PlanNode>((input, step) => ({ ...step, input }), leaf);
        await inner.ready(plan);
        yield { session: inner, plan };
      } finally {
        await inner.close();
      }
    }
  } finally {
    await rows.return(undefined);
  }
}

function firstSize(most: number, workers: number): number {
  const few = FIRST_ROWS * workers;
  if (most === 0) return 0;
  return Number.isFinite(most) ? Math.min(MOST_ROWS, Math.max(few, most)) : few;
}

/** The rows themselves, as they are made. */
export async function* rowsOfSteps(session: OperationSession, steps: Steps): AsyncGenerator<ColumnBatch> {
  for await (const round of rounds(session, steps, Number.POSITIVE_INFINITY)) {
    const { plan } = round;
    const schema = schemaOf(plan);
    for await (const chunk of session.operation.chunks(round.session.queryOf(plan))) {
      yield chunkBatch(chunk, schema, session.timeZone);
    }
  }
}

/** A table of the first rows. */
export async function tableOfSteps(
  session: OperationSession,
  steps: Steps,
  most: number,
): Promise<LeafSource> {
  const { operation, state } = session;
  const name = state.tables.newName();
  let [left, columns] = [most, 0];
  let isThere = false;
  for await (const round of rounds(session, steps, most)) {
    const query = `SELECT * FROM (${round.session.queryOf(round.plan)}) LIMIT ${left}`;
    await operation.run(isThere ? `INSERT INTO ${name} ${query}` : `CREATE TABLE ${name} AS ${query}`);
    if (!isThere) session.hold(state.tables.own(name));
    isThere = true;
    columns = round.plan.output.length;
    left = most - (await countOf(session, name));
    if (left <= 0) break;
  }
  return { from: name, columns: Array.from({ length: columns }, (_, i) => `${name}.o${i}`) };
}
