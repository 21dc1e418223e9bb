/** Which function analyzes which kind of relation. A kind that isn't here is one that this engine doesn't have. */
import type { RelationTable } from "../analyzer.js";
import * as columns from "./columns.js";
import { corr, cov } from "./covariance.js";
import { crosstab } from "./crosstab.js";
import { freqItems } from "./frequent-items.js";
import * as groups from "./groups.js";
import * as joins from "./joins.js";
import * as leaves from "./leaves.js";
import { collectMetrics } from "./metrics.js";
import * as missing from "./missing.js";
import { coGroupMap, groupMap, mapPartitions } from "./own.js";
import { parse } from "./parse.js";
import { approxQuantile } from "./quantiles.js";
import * as rows from "./rows.js";
import * as sampling from "./sampling.js";
import * as sets from "./sets.js";
import * as shown from "./shown.js";
import { describe, summary } from "./summary.js";
import { tableFunction } from "./table-functions.js";
import { transpose } from "./transposed.js";

export const RELATIONS: RelationTable = {
  range: leaves.range,
  localRelation: leaves.localRelation,
  cachedLocalRelation: leaves.cachedLocalRelation,
  cachedRemoteRelation: leaves.cachedRemoteRelation,
  read: leaves.read,
  sql: leaves.sql,
  parse,
  withRelations: leaves.withRelations,
  catalog: leaves.catalog,
  project: rows.project,
  filter: rows.filter,
  sort: rows.sort,
  limit: rows.limit,
  offset: rows.offset,
  tail: rows.tail,
  subqueryAlias: rows.subqueryAlias,
  hint: rows.hint,
  repartition: rows.repartition,
  repartitionByExpression: rows.repartitionByExpression,
  toDf: columns.toDf,
  withColumnsRenamed: columns.withColumnsRenamed,
  withColumns: columns.withColumns,
  drop: columns.drop,
  deduplicate: columns.deduplicate,
  toSchema: columns.toSchema,
  unpivot: columns.unpivot,
  aggregate: groups.aggregate,
  join: joins.join,
  lateralJoin: joins.lateralJoin,
  mapPartitions,
  groupMap,
  coGroupMap,
  setOp: sets.setOp,
  sample: sampling.sample,
  sampleBy: sampling.sampleBy,
  fillNa: missing.fillNa,
  dropNa: missing.dropNa,
  replace: missing.replace,
  describe,
  summary,
  cov,
  corr,
  crosstab,
  freqItems,
  transpose,
  collectMetrics,
  unresolvedTableValuedFunction: tableFunction,
  approxQuantile,
  showString: shown.showString,
  htmlString: shown.htmlString,
};
