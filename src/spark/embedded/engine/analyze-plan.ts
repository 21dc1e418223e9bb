/** What can be asked of a plan without running it. */
import type { AnalyzeCase, AnalyzeRequest, AnalyzeResult } from "../../engine/index.js";
import { SparkException } from "../../errors/index.js";
import type { Plan, StorageLevel } from "../../proto/index.js";
import { parseDDL } from "../../types/ddl.js";
import { typeToMessage } from "../../types/type-messages.js";
import type { PlanNode } from "../analyze/plan-node.js";
import { nodesOf } from "../analyze/plan-walk.js";
import { notEmbedded } from "../not-embedded.js";
import { explained } from "./explain.js";
import { hashOf, identityOf } from "./identity.js";
import { persist, storageLevel, unpersist } from "./persist.js";
import { type OperationSession, schemaOf } from "./session.js";

type Result = { readonly [key: string]: unknown };

/** @throws AnalysisException */
export async function answer<C extends AnalyzeCase>(
  session: OperationSession,
  what: C,
  request: AnalyzeRequest<C>,
  version: string,
): Promise<AnalyzeResult<C>> {
  return (await ask(session, what, request, version)) as unknown as AnalyzeResult<C>;
}

async function ask(
  session: OperationSession,
  what: AnalyzeCase,
  request: unknown,
  version: string,
): Promise<Result> {
  const as = <C extends AnalyzeCase>(_: C) => request as AnalyzeRequest<C>;
  switch (what) {
    case "schema": {
      const node = await planned(session, as("schema").plan);
      return { schema: typeToMessage(schemaOf(node)) };
    }
    case "treeString": {
      const { plan, level } = as("treeString");
      const node = await planned(session, plan);
      return { treeString: schemaOf(node).treeString(level ?? 0) };
    }
    case "explain": {
      const node = await planned(session, as("explain").plan);
      return { explainString: await explained(session, node) };
    }
    case "isLocal": {
      const node = await planned(session, as("isLocal").plan);
      return { isLocal: node.kind === "leaf" && node.label === "LocalRelation" };
    }
    case "isStreaming":
      await planned(session, as("isStreaming").plan);
      return { isStreaming: false };
    case "inputFiles": {
      const node = await planned(session, as("inputFiles").plan);
      return {
        files: [...nodesOf(node)].flatMap((each) => (each.kind === "leaf" ? (each.files ?? []) : [])),
      };
    }
    case "sparkVersion":
      return { version };
    case "ddlParse":
      return { parsed: typeToMessage(parseDDL(as("ddlParse").ddlString)) };
    case "sameSemantics": {
      const { targetPlan, otherPlan } = as("sameSemantics");
      const [a, b] = [await planned(session, targetPlan), await planned(session, otherPlan)];
      return { result: identityOf(a) === identityOf(b) };
    }
    case "semanticHash":
      return { result: hashOf(identityOf(await planned(session, as("semanticHash").plan))) };
    case "persist":
      await persist(session, as("persist").relation!, as("persist").storageLevel);
      return {};
    case "unpersist":
      await unpersist(session, as("unpersist").relation!);
      return {};
    case "getStorageLevel": {
      const level: StorageLevel = await storageLevel(session, as("getStorageLevel").relation!);
      return { storageLevel: level };
    }
    default:
      throw notEmbedded(`analyzing ${String(what)}`);
  }
}

async function planned(session: OperationSession, plan: Plan | undefined): Promise<PlanNode> {
  if (plan?.opType.case === "root") return session.analyze(plan.opType.value);
  throw new SparkException("[INVALID_PLAN_INPUT] What is analyzed is a relation. SQLSTATE: XX000", {
    condition: "INVALID_PLAN_INPUT",
    sqlState: "XX000",
  });
}
