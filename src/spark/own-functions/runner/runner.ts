import { ValueError } from "../../../errors.js";
import type { ArrowModule } from "../../types/arrow.js";
import type { MakeArray } from "../../types/to-numpy.js";
import { BatchMaker } from "./batch-maker.js";
import { eachPartition } from "./each-partition.js";
import { GatheredRows } from "./gathered-rows.js";
import { GivenRows } from "./given-rows.js";
import { applyToCogroups, applyToGroups } from "./groups.js";
import { mapBatches } from "./map-batches.js";
import { rowByRow } from "./row-by-row.js";
import type { FunctionSpec, Runner } from "./spec.js";
import { vectorised } from "./vectorised.js";

/** What a runner works with, loaded by whoever makes it: the same copies that the function imports. */
export interface RunnerModules {
  readonly arrow: ArrowModule;
  /** `empty` of manycore/numpy; a vectorised udf needs it. */
  readonly empty?: MakeArray;
}

/** The runner of a function: see ../README.md. */
export function runnerOf({ arrow, empty }: RunnerModules, spec: FunctionSpec): Runner {
  const maker = new BatchMaker(arrow, spec.output, spec.timeZone);
  const rows = new GivenRows(arrow, spec.name, maker);
  const gather = () => new GatheredRows(arrow, rows, maker, spec.timeZone);
  switch (spec.kind) {
    case "udf":
      return rowByRow(arrow, spec, maker);
    case "vectorised udf":
      if (empty === undefined) throw new ValueError("a vectorised udf's runner has no numpy");
      return vectorised(spec, maker, rows, empty);
    case "mapInArrow":
      return mapBatches(arrow, spec, rows);
    case "foreachPartition":
      return eachPartition(arrow, spec, rows);
    case "applyInArrow":
      return applyToGroups(arrow, spec, rows, gather);
    case "cogroup":
      return applyToCogroups(arrow, spec, rows, gather);
  }
}
