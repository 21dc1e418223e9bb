import type { StepPlan } from "../../job/index.js";
import { shown } from "../../protocols/index.js";
import { GroupValues } from "../../shuffle/index.js";
import { groupsOf, ItemValues, same, sorted } from "./groups.js";
import { type Item, into } from "./items.js";
import { called, type StepContext, taskRun } from "./task.js";

/** Pieces are 1, 2, 4 … pairs long: small outputs are cut too, large ones into few pieces. */
const LONGEST_PIECE = 4096;

/**
 * Runs the combiner as a runner with little memory might: on pieces of what the mapper has yielded, again on half of its results, and not
 * at all on each third piece. A combiner that can't bear that gives wrong results in every runner some day; here it does at once.
 */
export function combined(context: StepContext, mapped: readonly Item[]): Item[] {
  const step = context.plan.steps[context.index] as StepPlan;
  const run = taskRun(context);

  const combine = (items: readonly Item[]): Item[] => {
    const out: Item[] = [];
    for (const group of groupsOf(sorted(items, step), same)) {
      const source = new ItemValues(group.items);
      const where = () => `key ${shown(group.key)}`;
      void called(
        context,
        run,
        () => run.combine(group.key, new GroupValues(source), into(out, step)),
        where,
      );
      source.close();
    }
    return out;
  };

  const first: Item[] = [];
  void called(context, run, () => run.combineStart(into(first, step)));
  const once = pieces(mapped).map((piece, i) => (i % 3 === 2 ? piece : combine(piece)));
  const half = Math.ceil(once.length / 2);
  const twice = combine(once.slice(0, half).flat());
  const last: Item[] = [];
  void called(context, run, () => run.combineEnd(into(last, step)));
  return [first, twice, ...once.slice(half), last].flat();
}

function pieces(items: readonly Item[]): (readonly Item[])[] {
  const cut: (readonly Item[])[] = [];
  let length = 1;
  for (let at = 0; at < items.length; ) {
    cut.push(items.slice(at, at + length));
    at += length;
    length = Math.min(2 * length, LONGEST_PIECE);
  }
  return cut;
}
