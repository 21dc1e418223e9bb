/** Relations without an input: rows in the plan, numbers, tables and files. */
import type { Relation } from "../../../proto/index.js";
import { parseDDL, parseSchema } from "../../../types/ddl.js";
import { LongType, StructField, StructType } from "../../../types/index.js";
import { structFromJson } from "../../../types/type-json.js";
import { notEmbedded } from "../../not-embedded.js";
import { analysisError } from "../analysis-errors.js";
import type { Analyze, Analyzer } from "../analyzer.js";
import { nameParts } from "../name-parts.js";
import type { LeafNode, PlanNode } from "../plan-node.js";
import { quotedName } from "../quoted-name.js";
import { attributesOf } from "../session.js";

/** What a select without a table is of. */
export function oneRow(): LeafNode {
  return {
    kind: "leaf",
    label: "OneRowRelation",
    identity: "one row",
    output: [],
    source: async () => ({ from: "(SELECT 1)", columns: [] }),
  };
}

const RANGE = new StructType([new StructField("id", new LongType(), false)]);

export const range: Analyze<"range"> = ({ session }, { start = 0n, end, step, numPartitions }) => {
  if (step === 0n) {
    throw analysisError(
      "INVALID_PARAMETER_VALUE.ZERO_STEP",
      "A range with a step of 0 never ends.",
      {},
      "22023",
    );
  }
  const label = `Range (${start}, ${end}, step=${step})`;
  return {
    kind: "leaf",
    label,
    identity: label,
    partitions: numPartitions,
    output: attributesOf(session, RANGE),
    source: async () => ({ from: `range(${start}, ${end}, ${step}) AS r(i)`, columns: ["r.i"] }),
  };
};

export const localRelation: Analyze<"localRelation"> = async ({ session }, value) => {
  const schema = value.schema === undefined ? undefined : schemaOf(value.schema);
  if (value.data === undefined || value.data.length === 0) {
    if (schema === undefined) {
      throw analysisError(
        "INVALID_PLAN_INPUT",
        "A local relation has neither rows nor a schema.",
        {},
        "XX000",
      );
    }
    return session.rows("LocalRelation", schema, async () => []);
  }
  return session.localRows(value, value.data, schema);
};

/** From JSON, or SQL's words for the columns. */
export function schemaOf(text: string): StructType {
  if (text.trimStart().startsWith("{")) return structFromJson(JSON.parse(text));
  const type = parseDDL(text);
  return type instanceof StructType ? type : parseSchema(`value ${text}`);
}

export const cachedLocalRelation: Analyze<"cachedLocalRelation"> = (analyzer, { hash }) =>
  cached(analyzer, hash);

export const cachedRemoteRelation: Analyze<"cachedRemoteRelation"> = (analyzer, { relationId }) =>
  cached(analyzer, relationId);

async function cached(analyzer: Analyzer, id: string): Promise<PlanNode> {
  const found = await analyzer.session.cached(id);
  if ("relType" in found) return analyzer.inner({}).relation(found);
  // Its columns are others each time, as those of every relation.
  const again = found.output.map((attribute) => ({
    ...attribute,
    id: analyzer.session.newId(),
    plans: new Set<bigint>(),
  }));
  return { ...found, output: again };
}

export const read: Analyze<"read"> = async (analyzer, { readType, isStreaming }) => {
  if (isStreaming) throw notEmbedded("reading a stream");
  switch (readType.case) {
    case "namedTable":
      return namedTable(analyzer, readType.value.unparsedIdentifier);
    case "dataSource": {
      const { format = "parquet", schema, options, paths, predicates } = readType.value;
      if (predicates.length > 0) {
        throw notEmbedded(`reading ${format} with predicates`);
      }
      const node = await analyzer.session.read({
        format: format.toLowerCase(),
        schema: schema === undefined || schema === "" ? undefined : schemaOf(schema),
        options: new Map(Object.entries(options).map(([key, value]) => [key.toLowerCase(), value])),
        paths,
      });
      return node;
    }
    default:
      throw analysisError("INVALID_PLAN_INPUT", "A read says neither a table nor files.", {}, "XX000");
  }
};

/** @throws AnalysisException TABLE_OR_VIEW_NOT_FOUND */
export async function namedTable(analyzer: Analyzer, identifier: string): Promise<PlanNode> {
  const parts = nameParts(identifier);
  const given = parts.length === 1 ? referenced(analyzer, parts[0]!) : undefined;
  if (given !== undefined) return analyzer.relation(given);
  const view = analyzer.session.view(parts) ?? analyzer.session.saved(parts);
  if (view === undefined) throw tableNotFound(parts);
  if ("read" in view) return named(view.name, await analyzer.session.read(view.read));
  const key = quotedName(view.name);
  if (analyzer.views.includes(key)) {
    throw analysisError(
      "RECURSIVE_VIEW",
      `The view ${key} is made of itself: ${[...analyzer.views, key].join(" → ")}.`,
      { viewIdent: key, newPath: [...analyzer.views, key].join(" -> ") },
      "42K0H",
    );
  }
  const input = await analyzer.inner({ views: [...analyzer.views, key] }).relation(view.relation);
  return named(view.name, input);
}

/** A DataFrame that stands beside the plan under a name. */
function referenced({ references, same }: Analyzer, name: string): Relation | undefined {
  for (const reference of references.values()) {
    const { case: kind, value } = reference.relType;
    if (kind === "subqueryAlias" && same(value.alias, name)) return reference;
  }
  return undefined;
}

function named(name: readonly string[], input: PlanNode): PlanNode {
  return {
    kind: "marker",
    label: `SubqueryAlias ${name.join(".")}`,
    input,
    output: input.output.map((attribute) => ({
      ...attribute,
      qualifier: name,
      plans: new Set<bigint>(),
    })),
  };
}

export function tableNotFound(parts: readonly string[]): Error {
  return analysisError(
    "TABLE_OR_VIEW_NOT_FOUND",
    `There is no table or view ${quotedName(parts)}.`,
    { relationName: quotedName(parts) },
    "42P01",
  );
}

export const withRelations: Analyze<"withRelations"> = async (analyzer, { root, references }) => {
  const known = new Map(analyzer.references);
  for (const reference of references) {
    const id = reference.common?.planId;
    if (id !== undefined) known.set(id, reference);
  }
  return analyzer
    .inner({ references: known, ...(analyzer.outer === undefined ? {} : { outer: analyzer.outer }) })
    .relation(root);
};

export const sql: Analyze<"sql"> = async (analyzer, { query, namedArguments, posArguments }) => {
  const relation: Relation = await analyzer.session.parseQuery(query, {
    named: namedArguments,
    positional: posArguments,
  });
  return analyzer.inner({}).relation(relation);
};

export const catalog: Analyze<"catalog"> = ({ session }, value) => session.catalog(value);
