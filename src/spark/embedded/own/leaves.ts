/**
 * Where a plan is cut: leaves whose rows the user's functions make when the plan runs. The rows below are computed by DuckDB, go to the workers as
 * they come, and what comes back goes into a table, so that memory is bounded by what is on its way; DuckDB spills its tables. Where nothing is above
 * a leaf, its rows go to the caller straight.
 */
import type { ColumnBatch } from "../../engine/index.js";
import { FUNCTION_TIMEOUT, functionTimeout } from "../../own-functions/function-timeout.js";
import { ownFunctionOf } from "../../plan/index.js";
import { type ArrowModule, arrow as loadArrow } from "../../types/arrow.js";
import { columnBatchOf } from "../../types/arrow-to-columns.js";
import { StructField, StructType } from "../../types/index.js";
import { onlyColumns, pass, projectNode } from "../analyze/nodes.js";
import type { LeafNode, LeafSource, Named, OwnNode, PlanNode } from "../analyze/plan-node.js";
import { newAttribute } from "../analyze/session.js";
import { chunkBatch } from "../duckdb/chunk-columns.js";
import type { Table } from "../duckdb/tables.js";
import { type OperationSession, schemaOf } from "../engine/session.js";
import { isDeterministic, keyOf } from "../expression/tree.js";
import type { Attribute, OwnExpr, Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import type { OwnLeaves } from "./cut.js";
import { groupTasks, partitionTasks, type Rows, rowTasks, wholeTasks } from "./inputs.js";
import { cogroupedRows, groupedRows, type KeyedRows } from "./keyed-rows.js";
import type { Call } from "./pass.js";
import type { Program, SentCall, SentSpec } from "./program.js";
import { registeredAs } from "./registering.js";
import { calledIn, type Steps, tableOfSteps } from "./rounds.js";

/** Functions, and the rows that they are called with. */
interface Work {
  readonly program: Program;
  readonly names: readonly string[];
  readonly rows: PlanNode;
  /** The columns of the rows that go to the workers: the first ones. */
  readonly schema: StructType;
  readonly tasks: (rows: Rows, arrow: ArrowModule) => AsyncIterable<Uint8Array[]>;
  readonly output: StructType;
  /** Rows of the output that are enough. */
  readonly most: number;
  /** Whether one call gets all rows. */
  readonly isWhole: boolean;
}

/** The calls of one pass, with the columns of their arguments. */
interface Sent {
  readonly calls: readonly SentCall[];
  readonly args: readonly Named[];
}

export class OperationLeaves implements OwnLeaves {
  readonly #session: OperationSession;

  constructor(session: OperationSession) {
    this.#session = session;
  }

  column({ type, nullable, pretty }: OwnExpr): Attribute {
    return newAttribute(this.#session, { type, nullable }, pretty);
  }

  ofCalls(input: PlanNode, passed: readonly Attribute[], calls: readonly Call[]): LeafNode {
    const made = calls.flatMap(({ attribute }) => attribute ?? []);
    const sent = this.#sent(calls);
    const leaf = this.#leaf(
      calls.map(({ expr }) => expr),
      [...passed, ...made],
    );
    if (passed.length > 0) return { ...leaf, source: () => this.#beside(input, passed, calls, sent) };
    const work = this.#callWork(projectNode(input, sent.args), calls, sent);
    return { ...leaf, source: () => this.#source(work), stream: () => this.#answers(work) };
  }

  ofRows(node: OwnNode, atMost: number): LeafNode {
    const work = this.#rowWork(node, atMost);
    return {
      ...this.#leaf([node], node.output),
      source: () => this.#source(work),
      stream: () => this.#answers(work),
    };
  }

  ofSteps(plan: PlanNode, steps: Steps, atMost: number): LeafNode {
    return {
      ...this.#leaf(calledIn(steps), plan.output),
      source: () => tableOfSteps(this.#session, steps, atMost),
    };
  }

  #leaf(
    functions: readonly Pick<OwnExpr, "name">[],
    output: readonly Attribute[],
  ): Omit<LeafNode, "source" | "stream"> {
    const names = functions.map(({ name }) => name).join(", ");
    return {
      kind: "leaf",
      label: `Function ${names}`,
      identity: `function ${this.#session.newId()}`,
      output,
    };
  }

  #sent(calls: readonly Call[]): Sent {
    const args: Named[] = [];
    const places = new Map<string, number>();
    const placeOf = (value: Typed): number => {
      const key = isDeterministic(value) ? keyOf(value) : `${args.length} ${keyOf(value)}`;
      const place = places.get(key) ?? args.push(this.#named(value)) - 1;
      places.set(key, place);
      return place;
    };
    const sent = calls.map(({ expr, args: given }): SentCall => {
      const fields = expr.args.map(({ type, pretty }) => new StructField(pretty, type));
      const output = new StructType([new StructField(expr.name, expr.type)]);
      return {
        spec: this.#spec(expr, new StructType(fields), output),
        args: given.map((arg) => (arg.kind === "call" ? arg : { kind: "column", place: placeOf(arg.value) })),
      };
    });
    return { calls: sent, args };
  }

  #named(value: Typed): Named {
    if (value.kind === "attribute") return pass(value.attribute);
    return { attribute: newAttribute(this.#session, value, value.pretty), value };
  }

  #callWork(rows: PlanNode, calls: readonly Call[], sent: Sent): Work {
    const asked = calls.flatMap(({ attribute }, place) => (attribute === undefined ? [] : [place]));
    return {
      program: { kind: "calls", calls: sent.calls, asked },
      names: calls.map(({ expr }) => expr.name),
      rows: onlyColumns(
        rows,
        sent.args.map(({ attribute }) => attribute),
      ),
      schema: new StructType(
        sent.args.map(({ attribute }, i) => new StructField(`_${i + 1}`, attribute.type)),
      ),
      tasks: (given, arrow) => rowTasks(arrow, given, this.#session.state.own.workers),
      output: new StructType(asked.map((place, i) => new StructField(`c${i}`, calls[place]!.expr.type))),
      most: Number.POSITIVE_INFINITY,
      isWhole: false,
    };
  }

  /** What is passed is kept beside the answers, row by row: it is computed once, and needn't go to the workers. */
  async #beside(
    input: PlanNode,
    passed: readonly Attribute[],
    calls: readonly Call[],
    sent: Sent,
  ): Promise<LeafSource> {
    const all = [
      ...new Map([...passed.map(pass), ...sent.args].map((each) => [each.attribute.id, each])).values(),
    ];
    const below = projectNode(input, all);
    const table = this.#session.hold(await this.#session.materialize(below));
    const kept: LeafNode = {
      ...this.#leaf([{ name: "arguments" }], below.output),
      source: async () => ({ from: table.name, columns: below.output.map((_, i) => `o${i}`) }),
    };
    const answers = await this.#source(this.#callWork(kept, calls, sent));
    const place = (column: Attribute) => below.output.findIndex(({ id }) => id === column.id);
    return {
      from: `${table.name} POSITIONAL JOIN ${answers.from}`,
      columns: [...passed.map((column) => `${table.name}.o${place(column)}`), ...answers.columns],
    };
  }

  #rowWork(node: OwnNode, most: number): Work {
    const chain = chainOf(node);
    const first = chain[0]!;
    const { rows, schema, groups } = this.#inputOf(first);
    const specs = chain.map((each, i): SentSpec => {
      const before = chain[i - 1];
      const input = before === undefined ? schema : schemaOf(before);
      return this.#spec(each, input, schemaOf(each), i === 0 ? groups : undefined);
    });
    const setting = Number(this.#session.setting("spark.sql.execution.arrow.maxRecordsPerBatch"));
    const perBatch = setting > 0 ? setting : Number.POSITIVE_INFINITY;
    return {
      program: { kind: "chain", specs },
      names: chain.map(({ name }) => name),
      rows,
      schema,
      tasks: (given, arrow) => {
        if (groups !== undefined) return groupTasks(arrow, given);
        return first.isWhole
          ? wholeTasks(arrow, given, perBatch)
          : partitionTasks(arrow, given, this.#session.state.own.workers, perBatch);
      },
      output: schemaOf(node),
      most,
      isWhole: first.isWhole,
    };
  }

  #inputOf({ keys, columns, inputs }: OwnNode): Omit<KeyedRows, "groups"> & Partial<KeyedRows> {
    if (keys === undefined) {
      const rows = onlyColumns(inputs[0]!, columns[0]!);
      return { rows, schema: schemaOf(rows) };
    }
    return inputs.length === 1
      ? groupedRows(this.#session, inputs[0]!, keys[0]!, columns[0]!)
      : cogroupedRows(this.#session, inputs, keys, columns);
  }

  /** A table of the answers. */
  async #source(work: Work): Promise<LeafSource> {
    const { operation, state } = this.#session;
    const table: Table = await operation.during(() => state.tables.make(work.output, this.#answers(work)));
    const { name } = this.#session.hold(table);
    return { from: name, columns: work.output.fields.map((_, i) => `${name}.c${i}`) };
  }

  async *#answers(work: Work): AsyncGenerator<ColumnBatch> {
    const session = this.#session;
    const { operation, timeZone } = session;
    const { rows, schema, program, names, most, output, isWhole } = work;
    await session.ready(rows);
    const arrow = await loadArrow();
    const columns = schemaOf(rows);
    const batches = async function* () {
      for await (const chunk of operation.chunks(session.queryOf(rows))) {
        yield chunkBatch(chunk, columns, timeZone);
      }
    };
    const tasks = work.tasks({ batches: batches(), schema, timeZone }, arrow);
    let count = 0;
    for await (const streams of session.state.own.run(operation, {
      program,
      names,
      tasks,
      isWhole,
      most,
      timeout: functionTimeout(session.setting(FUNCTION_TIMEOUT)),
    })) {
      for (const stream of streams) {
        for (const batch of arrow.RecordBatchReader.from(stream)) {
          count += batch.numRows;
          yield columnBatchOf(batch, output);
        }
      }
      if (count >= most) return;
    }
  }

  #spec(
    { udf, name }: Pick<OwnExpr, "udf" | "name">,
    input: StructType,
    output: StructType,
    groups?: SentSpec["groups"],
  ): SentSpec {
    const own = ownFunctionOf(udf);
    if (own === undefined) {
      throw notEmbedded(`the function ${name}, which isn't of this process,`);
    }
    return {
      ...own,
      body: registeredAs(udf) ?? own.body,
      input: input.json(),
      output: output.json(),
      timeZone: this.#session.timeZone,
      ...(groups === undefined ? {} : { groups }),
    };
  }
}

/** The functions of one pass: each is given what the one before it gives, and the last is the node itself. */
export function chainOf(node: OwnNode): OwnNode[] {
  const [input] = node.inputs;
  return input?.kind === "own" ? [...chainOf(input), node] : [node];
}
