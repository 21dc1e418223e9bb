import { setImmediate as turn } from "node:timers/promises";
import type { Pair } from "../../job/index.js";
import { shown } from "../../protocols/index.js";
import type { HotKey, PartitionStats } from "../../report/index.js";
import { GroupValues } from "../../shuffle/index.js";
import { groupsOf, ItemValues, same } from "./groups.js";
import { bytesOf, type Item, into, pairsOf } from "./items.js";
import { called, type StepContext, taskRun } from "./task.js";

/** As many as a report lists. */
const HOTTEST = 5;
/** Groups reduced before timers and signals get their turn. */
const GROUPS_A_TURN = 10_000;

/** One reducer's work. @param items sorted */
export async function reduceTask(
  context: StepContext,
  items: readonly Item[],
): Promise<{ pairs: Pair[]; stats: PartitionStats }> {
  const { plan, index } = context;
  const run = taskRun(context);
  const out: Item[] = [];
  const emit = into(out);
  let hottest: HotKey[] = [];
  let groups = 0;
  await called(context, run, () => run.reduceStart(emit));
  for (const group of groupsOf(items, plan.steps[index]!.groupingKey ?? same)) {
    const source = new ItemValues(group.items);
    const values = new GroupValues(source);
    const where = () => `key ${shown(group.key)}`;
    const later = called(context, run, () => run.reduce(group.key, values, emit), where);
    if (later !== undefined) await later;
    // Values are there during the call only, as where they are read from a file.
    source.close();
    hottest = hotter(hottest, { key: group.key, records: group.items.length });
    if (++groups % GROUPS_A_TURN === 0) {
      await turn();
      plan.signal?.throwIfAborted();
    }
  }
  await called(context, run, () => run.reduceEnd(emit));
  return { pairs: pairsOf(out), stats: { bytes: bytesOf(items), records: items.length, hottest } };
}

function hotter(hottest: HotKey[], key: HotKey): HotKey[] {
  if (hottest.length === HOTTEST && key.records <= hottest[HOTTEST - 1]!.records) return hottest;
  return [...hottest, key].sort((a, b) => b.records - a.records).slice(0, HOTTEST);
}
