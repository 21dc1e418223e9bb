/** What is done and not only asked for. */
import { randomUUID } from "node:crypto";
import type { ResultPart } from "../../engine/index.js";
import { relation } from "../../plan/index.js";
import type { Command, CreateDataFrameViewCommand, Relation, SqlCommand } from "../../proto/index.js";
import { analysisError } from "../analyze/analysis-errors.js";
import { nameParts } from "../analyze/name-parts.js";
import type { PlanNode } from "../analyze/plan-node.js";
import { notEmbedded } from "../not-embedded.js";
import { registerFunction } from "../own/registering.js";
import { type OperationSession, schemaOf } from "./session.js";
import { runStatement } from "./statements.js";
import { write, writeV2 } from "./write/write.js";

/** @throws AnalysisException; NotSupportedError for a command that this engine hasn't */
export async function* runCommand(
  session: OperationSession,
  { commandType }: Command,
): AsyncGenerator<ResultPart> {
  switch (commandType.case) {
    case "createDataframeView":
      await createView(session, commandType.value);
      return;
    case "sqlCommand":
      yield { kind: "relation", relation: await runSql(session, commandType.value) };
      return;
    case "registerFunction":
      registerFunction(session.state.registered, commandType.value);
      return;
    case "writeOperation":
      await write(session, commandType.value);
      return;
    case "writeOperationV2":
      await writeV2(session, commandType.value);
      return;
    case "checkpointCommand": {
      const plan = await session.analyze(commandType.value.relation);
      const table = await session.materialize(plan);
      const id = randomUUID();
      session.state.kept.set(id, {
        kind: "leaf",
        label: "Checkpoint",
        identity: table.name,
        output: plan.output,
        source: async () => ({ from: table.name, columns: plan.output.map((_, i) => `o${i}`) }),
      });
      yield { kind: "relation", relation: relation("cachedRemoteRelation", { relationId: id }) };
      return;
    }
    case "removeCachedRemoteRelationCommand":
      session.state.kept.delete(commandType.value.relation?.relationId ?? "");
      return;
    default:
      throw notEmbedded(`the command ${commandType.case ?? "without a kind"}`);
  }
}

async function createView(session: OperationSession, command: CreateDataFrameViewCommand): Promise<void> {
  const parts = nameParts(command.name);
  if (parts.length !== 1) {
    throw analysisError(
      "TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS",
      `A temporary view has one name, and ${command.name} has ${parts.length} parts.`,
      { actualName: command.name },
      "428EK",
    );
  }
  // A view that can't be read is refused when it is made.
  await session.analyze(command.input);
  session.state.views.create(parts[0]!, command.input!, {
    global: command.isGlobal,
    replace: command.replace,
  });
}

/** @returns what its rows are: those of a query are computed later, those of a command are here */
async function runSql(session: OperationSession, command: SqlCommand): Promise<Relation> {
  const given = command.input?.relType;
  const references = given?.case === "withRelations" ? given.value : undefined;
  const text = (references?.root ?? command.input)?.relType;
  const [query, named, positional] =
    text?.case === "sql"
      ? [text.value.query, text.value.namedArguments, text.value.posArguments]
      : [command.sql, command.namedArguments, command.posArguments];
  if (command.input !== undefined && text?.case !== "sql") {
    await session.analyze(command.input);
    return command.input;
  }
  const parsed = await session.parseStatement(query, { named, positional }, references?.references);
  if (parsed.kind === "statement") return answered(session, await runStatement(session, parsed.statement));
  if (parsed.kind === "relation") {
    if (parsed.relation.relType.case === "catalog") {
      return answered(session, await session.analyze(parsed.relation));
    }
    const whole =
      references === undefined
        ? parsed.relation
        : relation("withRelations", { root: parsed.relation, references: references.references });
    await session.analyze(whole);
    return whole;
  }
  for await (const part of runCommand(session, parsed.command)) {
    if (part.kind === "relation") return part.relation;
  }
  return relation("localRelation", { schema: '{"type":"struct","fields":[]}' });
}

/** What is told is done once, however often its answer is read. */
async function answered(session: OperationSession, plan: PlanNode): Promise<Relation> {
  const rows = await session.collect(plan);
  const id = randomUUID();
  session.state.kept.set(
    id,
    session.rows("Answer", schemaOf(plan), async () => rows),
  );
  return relation("cachedRemoteRelation", { relationId: id });
}
