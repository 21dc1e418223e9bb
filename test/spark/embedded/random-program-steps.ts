/** Random steps of a program: each makes another DataFrame of one. */
import { functions as F } from "../../../src/spark/index.js";
import type { Seeded } from "../../support/seeded.js";
import { randomAggregate } from "./random-program-aggregates.js";
import { aliased, columnsOf, type NamedColumn, namesOf, type Step, textsOf } from "./random-program-step.js";
import { type Frame, KEYS, type Kind, type Named, NUMBERS, ofKinds, RIGHT } from "./random-program-tables.js";
import { RandomValues } from "./random-program-values.js";
import { randomOrder, randomWindows } from "./random-program-windows.js";

export class RandomSteps {
  readonly #random: Seeded;
  #values: RandomValues;
  #names = 0;

  constructor(random: Seeded) {
    this.#random = random;
    this.#values = new RandomValues(random, false);
  }

  /**
   * A step of any kind, undefined where the columns have none for it. What fails for some rows is in the last step alone: whether it fails
   * before a step that drops these rows or this column, Spark doesn't say.
   */
  step(columns: readonly Named[], last: boolean): Step | undefined {
    this.#values = new RandomValues(this.#random, last);
    const steps: readonly ((columns: readonly Named[]) => Step | undefined)[] = [
      (all) => this.#withColumn(all),
      (all) => this.#select(all),
      (all) => (last ? this.#select(all) : randomWindows(this.#random, all, [this.#name(), this.#name()])),
      (all) => this.#filter(all),
      (all) => this.#grouped(all, last),
      (all) => this.#grouped(all, last),
      (all) => this.#aggregated(all, last),
      (all) => this.#joined(all),
      (all) => this.#joined(all),
      (all) => this.#union(all),
      (all) => this.#setOperation(all),
      (all) => this.#oneOfKey(all),
      (all) => this.#limited(all),
      (all) => randomWindows(this.#random, all, [this.#name(), this.#name()]),
      (all) => this.#exploded(all),
      (all) => this.#missing(all),
      (all) => (last ? this.#pivoted(all) : this.#select(all)),
      (all) => this.#melted(all),
    ];
    return this.#random.pick(steps)(columns);
  }

  /** Some of the columns. */
  narrowed(columns: readonly Named[]): Step {
    const some = columns.filter(() => this.#random.chance(0.5));
    const kept = some.length === 0 ? columns : some;
    return { text: `select ${namesOf(kept)}`, columns: kept, run: (df) => df.select(...columnsOf(kept)) };
  }

  #name(): string {
    return `c${this.#names++}`;
  }

  #withColumn(columns: readonly Named[]): Step {
    const { column, kind } = this.#values.value(columns);
    const name = this.#name();
    return {
      text: `withColumn ${name} = ${column}`,
      columns: [...columns, { name, kind }],
      run: (df) => df.withColumn(name, column) as Frame,
    };
  }

  #select(columns: readonly Named[]): Step {
    const kept = columns.slice(0, this.#random.integer(1, columns.length));
    const more = [0, 1, 2].map(() => ({ ...this.#values.value(columns), name: this.#name() }));
    return {
      text: `select ${namesOf(kept)}; ${textsOf(more)}`,
      columns: [...kept, ...more],
      run: (df) => df.select(...columnsOf(kept), ...aliased(more)),
    };
  }

  #filter(columns: readonly Named[]): Step {
    const condition = this.#values.condition(columns, 2);
    return { text: `filter ${condition}`, columns, run: (df) => df.filter(condition) };
  }

  #aggregates(columns: readonly Named[], last: boolean): readonly NamedColumn[] {
    return Array.from({ length: this.#random.integer(1, 3) }, () => ({
      ...randomAggregate(this.#random, this.#values, columns, last),
      name: this.#name(),
    }));
  }

  #grouped(columns: readonly Named[], last: boolean): Step | undefined {
    const keys = this.#random.shuffled(ofKinds(columns, KEYS)).slice(0, this.#random.pick([1, 1, 2]));
    if (keys.length === 0) return undefined;
    const aggregates = this.#aggregates(columns, last);
    const how = this.#random.pick(["groupBy", "groupBy", "rollup", "cube"] as const);
    return {
      text: `${how} ${namesOf(keys)}: ${textsOf(aggregates)}`,
      columns: [...keys, ...aggregates],
      run: (df) => df[how](...columnsOf(keys)).agg(...aliased(aggregates)),
    };
  }

  #aggregated(columns: readonly Named[], last: boolean): Step {
    const aggregates = this.#aggregates(columns, last);
    return {
      text: `agg ${textsOf(aggregates)}`,
      columns: aggregates,
      run: (df) => df.agg(...aliased(aggregates)),
    };
  }

  #joined(columns: readonly Named[]): Step | undefined {
    const pairs = columns.flatMap((one) =>
      RIGHT.filter(
        ({ kind }) => kind === one.kind || (NUMBERS.includes(kind) && NUMBERS.includes(one.kind)),
      ).map((two) => [one.name, two.name] as const),
    );
    const how = this.#random.pick(["inner", "left", "right", "outer", "left_semi", "left_anti"] as const);
    const both = !how.startsWith("left_");
    if (pairs.length === 0 || (both && columns.some(({ name }) => name.startsWith("r_")))) return undefined;
    const [one, two] = this.#random.pick(pairs);
    const operator = this.#random.pick(["eq", "eq", "eqNullSafe"] as const);
    return {
      text: `join ${how} on ${one} ${operator} ${two}`,
      columns: both ? [...columns, ...RIGHT] : columns,
      run: (df, right) => {
        // By names of its own, where the left side is of the right table as well.
        const other = right.select(...RIGHT.map(({ name }) => F.col(name).alias(both ? name : `x${name}`)));
        return df.join(other, F.col(one)[operator](F.col(both ? two : `x${two}`)), how);
      },
    };
  }

  #union(columns: readonly Named[]): Step {
    const how = this.#random.pick(["union", "unionByName"] as const);
    return { text: `${how} with itself`, columns, run: (df) => df[how](df) };
  }

  #setOperation(columns: readonly Named[]): Step | undefined {
    const keys = ofKinds(columns, KEYS).slice(0, 3);
    if (keys.length === 0) return undefined;
    const operations = ["intersect", "subtract", "exceptAll", "intersectAll", "distinct"] as const;
    const operation = this.#random.pick(operations);
    const condition = this.#values.condition(keys, 1);
    return {
      text: `${operation} of ${namesOf(keys)} with those of ${condition}`,
      columns: keys,
      run: (df) => {
        const some = df.select(...columnsOf(keys));
        return operation === "distinct" ? some.distinct() : some[operation](some.filter(condition));
      },
    };
  }

  #oneOfKey(columns: readonly Named[]): Step | undefined {
    const keys = ofKinds(columns, KEYS);
    if (keys.length === 0) return undefined;
    const key = this.#random.pick(keys);
    return {
      text: `dropDuplicates ${key.name}`,
      columns: [key],
      run: (df) => df.dropDuplicates([key.name]).select(F.col(key.name)),
    };
  }

  #limited(columns: readonly Named[]): Step | undefined {
    const keys = ofKinds(columns, KEYS);
    if (keys.length === 0) return undefined;
    const order = randomOrder(this.#random, keys);
    const [offset, limit] = [this.#random.integer(0, 2), this.#random.integer(1, 5)];
    return {
      text: `orderBy ${order.join(", ")} offset ${offset} limit ${limit}`,
      columns: keys,
      ordered: true,
      run: (df) =>
        df
          .select(...columnsOf(keys))
          .orderBy(...order)
          .offset(offset)
          .limit(limit),
    };
  }

  #exploded(columns: readonly Named[]): Step | undefined {
    const lists = ofKinds(columns, ["array"]);
    if (lists.length === 0) return undefined;
    const list = this.#random.pick(lists).name;
    const how = this.#random.pick(["explode", "explode_outer", "posexplode", "posexplode_outer"] as const);
    const names = how.startsWith("pos") ? [this.#name(), this.#name()] : [this.#name()];
    return {
      text: `${how} ${list}`,
      columns: [...columns, ...names.map((name) => ({ name, kind: "int" as const }))],
      run: (df) => df.select("*", F[how](list).alias(...(names as [string]))),
    };
  }

  #missing(columns: readonly Named[]): Step {
    const ways: readonly (readonly [string, (df: Frame) => Frame])[] = [
      ["na.drop any", (df) => df.na.drop("any")],
      ["na.drop all", (df) => df.na.drop("all")],
      ["na.fill 0", (df) => df.na.fill(0)],
      ["na.fill none", (df) => df.na.fill("none")],
    ];
    const [text, run] = this.#random.pick(ways);
    return { text, columns, run };
  }

  #pivoted(columns: readonly Named[]): Step | undefined {
    const random = this.#random;
    const [keys, across, numbers] = [KEYS, ["string", "int", "boolean"] as const, NUMBERS].map((kinds) =>
      ofKinds(columns, kinds as readonly Kind[]),
    ) as [readonly Named[], readonly Named[], readonly Named[]];
    if (across.length === 0 || numbers.length === 0) return undefined;
    const [key, by, number] = [keys, across, numbers].map((some) => random.pick(some).name) as [
      string,
      string,
      string,
    ];
    if (key === by) return undefined;
    return {
      text: `groupBy ${key} pivot ${by}: max ${number}`,
      columns: [],
      run: (df) => df.groupBy(F.col(key)).pivot(by).agg(F.max(number)),
    };
  }

  #melted(columns: readonly Named[]): Step | undefined {
    const values = ofKinds(columns, ["int", "long", "tiny"]);
    const key = ofKinds(columns, KEYS)[0];
    if (values.length < 2 || key === undefined) return undefined;
    const [what, value] = [this.#name(), this.#name()];
    return {
      text: `melt ${namesOf(values)} beside ${key.name}`,
      columns: [key, { name: what, kind: "string" }, { name: value, kind: "long" }],
      run: (df) =>
        df.melt(
          [key.name],
          values.map(({ name }) => name),
          what,
          value,
        ),
    };
  }
}
