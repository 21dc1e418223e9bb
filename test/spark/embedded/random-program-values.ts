/** Random expressions over the columns of a table. */
import { type Column, functions as F } from "../../../src/spark/index.js";
import type { Seeded } from "../../support/seeded.js";
import { CASTS, randomLiteral } from "./random-program-literals.js";
import { DAYS, type Kind, MOMENTS, type Named, NUMBERS, ORDERED, ofKinds } from "./random-program-tables.js";

export interface Value {
  readonly column: Column;
  readonly kind: Kind;
}

type Make = () => Value | undefined;

export class RandomValues {
  readonly #random: Seeded;
  readonly #mayFail: boolean;

  /** @param mayFail whether some of them fail for some rows, by an overflow, a division by zero or a cast */
  constructor(random: Seeded, mayFail: boolean) {
    this.#random = random;
    this.#mayFail = mayFail;
  }

  /** @param levels how many calls are within each other at most */
  value(columns: readonly Named[], levels = 2): Value {
    if (levels === 0 || this.#random.chance(0.2)) return this.#column(columns);
    const makers: readonly Make[] = [
      ...this.#ofNumbers(columns),
      ...this.#ofStrings(columns, levels),
      ...this.#ofDays(columns),
      ...this.#ofNested(columns),
      ...this.#ofAny(columns, levels),
    ];
    return this.#random.pick(makers)() ?? this.#column(columns);
  }

  condition(columns: readonly Named[], levels = 1): Column {
    const random = this.#random;
    if (levels > 0 && random.chance(0.3)) {
      const [one, two] = [0, 1].map(() => this.condition(columns, levels - 1)) as [Column, Column];
      return random.pick([() => one.and(two), () => one.or(two), () => one.not()])();
    }
    const comparable = ofKinds(columns, ORDERED);
    if (comparable.length === 0) return F.lit(true);
    const { name, kind } = random.pick(comparable);
    const x = F.col(name);
    const literal = () => this.literal(kind);
    return random.pick([
      () => x.isNull(),
      () => x.isNotNull(),
      () => x.eqNullSafe(literal()),
      () => x.lt(F.col(random.pick(ofKinds(columns, [kind])).name)),
      () => x.isin(literal(), literal()),
      () => x.between(literal(), literal()),
      () => this.#number(columns).column.ge(this.#number(columns).column),
      () => x.eq(literal()),
      () => x.ne(literal()),
      () => x.gt(literal()),
      () => x.le(literal()),
    ])();
  }

  literal(kind: Kind): Column {
    return randomLiteral(this.#random, kind);
  }

  /** A number's column, else a number. */
  #number(columns: readonly Named[]): Value {
    const numbers = ofKinds(columns, NUMBERS);
    if (numbers.length > 0 && this.#random.chance(0.8)) return this.#column(numbers);
    return { column: this.literal("int"), kind: "int" };
  }

  #string(columns: readonly Named[]): Column {
    const strings = ofKinds(columns, ["string"]);
    return strings.length > 0 && this.#random.chance(0.9)
      ? this.#column(strings).column
      : this.literal("string");
  }

  #column(columns: readonly Named[]): Value {
    const { name, kind } = this.#random.pick(columns);
    return { column: F.col(name), kind };
  }

  #ofNumbers(columns: readonly Named[]): readonly Make[] {
    const random = this.#random;
    const two = () => [this.#number(columns), this.#number(columns)] as const;
    const joined = (call: (a: Column, b: Column) => Column) => () => {
      const [a, b] = two();
      return { column: call(a.column, b.column), kind: "double" as const };
    };
    const fallible: readonly Make[] = [
      joined((a, b) => a.add(b)),
      joined((a, b) => a.sub(b)),
      joined((a, b) => a.div(b)),
      () => ({ column: F.abs(this.#number(columns).column), kind: "double" }),
      () => {
        const { column, kind } = this.#number(columns);
        return { column: F.round(column, random.pick([0, 1, -1])), kind };
      },
    ];
    return [
      joined(F.try_add),
      joined(F.try_multiply),
      joined(F.try_divide),
      () => {
        const { column, kind } = this.#number(columns);
        return { column: column.mod(random.pick([2, 3, -2])), kind };
      },
      () => ({
        column: random.pick([F.ceil, F.floor, F.signum, F.sqrt])(this.#number(columns).column),
        kind: "double",
      }),
      ...(this.#mayFail ? [...fallible, ...fallible] : []),
    ];
  }

  #ofStrings(columns: readonly Named[], levels: number): readonly Make[] {
    const random = this.#random;
    const text = () => this.#string(columns);
    const string = (make: () => Column) => () => ({ column: make(), kind: "string" as const });
    return [
      string(() => F.when(this.condition(columns, levels - 1), text()).otherwise(text())),
      string(() => F.concat(text(), text())),
      string(() => random.pick([F.upper, F.lower, F.trim, F.reverse, F.initcap])(text())),
      string(() => F.substring(text(), random.pick([1, 2, -1, 0]), random.pick([1, 3]))),
      string(() => F.concat_ws("-", text(), F.lit("q"), text())),
      () => ({ column: F.length(text()), kind: "int" }),
    ];
  }

  #ofDays(columns: readonly Named[]): readonly Make[] {
    const random = this.#random;
    const of =
      (kinds: readonly Kind[], kind: Kind, call: (day: Column) => Column): Make =>
      () => {
        const some = ofKinds(columns, kinds);
        return some.length === 0 ? undefined : { column: call(this.#column(some).column), kind };
      };
    const parts = [F.year, F.month, F.dayofmonth, F.dayofweek, F.weekofyear, F.quarter, F.dayofyear];
    const units = ["year", "quarter", "month", "week", "day", "hour"];
    const intervals = ["1 day", "25 hours", "1 month", "-90 minutes"];
    const zones = ["Asia/Tokyo", "America/New_York"];
    return [
      of(DAYS, "int", (x) => random.pick(parts)(x)),
      of(MOMENTS, "int", (x) => random.pick([F.hour, F.minute, F.second])(x)),
      of(DAYS, "timestamp", (x) => F.date_trunc(random.pick(units), x)),
      random.pick([
        of(["date"], "date", (x) => F.date_add(x, 1)),
        of(["date"], "date", F.last_day),
        of(["date"], "int", (x) => F.datediff(x, this.literal("date"))),
        of(["date"], "date", (x) => F.add_months(x, random.pick([1, -1, 12]))),
        of(["date"], "string", (x) => F.date_format(x, "yyyy-MM-dd EEE")),
        of(["date"], "double", (x) => F.months_between(x, this.literal("date"))),
        of(["date"], "date", (x) => F.next_day(x, "MON")),
        of(["date"], "date", (x) => F.trunc(x, "month")),
      ]),
      random.pick([
        of(MOMENTS, "timestamp", (x) => x.add(F.expr(`INTERVAL ${random.pick(intervals)}`))),
        of(MOMENTS, "timestamp", (x) => F.from_utc_timestamp(x, random.pick(zones))),
        of(MOMENTS, "timestamp", (x) => F.to_utc_timestamp(x, random.pick(zones))),
        of(MOMENTS, "string", (x) => F.date_format(x, "yyyy-MM-dd HH:mm:ss.SSS")),
        of(MOMENTS, "string", (x) => x.sub(this.literal("timestamp")).cast("string")),
        of(MOMENTS, "long", F.unix_timestamp),
      ]),
    ];
  }

  #ofNested(columns: readonly Named[]): readonly Make[] {
    const random = this.#random;
    const lists = ofKinds(columns, ["array"]);
    const list = lists.length === 0 ? undefined : this.#column(lists).column;
    const has = (wanted: string) => columns.some(({ name }) => name === wanted);
    const ofList: readonly ((x: Column) => readonly [Column, Kind])[] = [
      (x) => [F.size(x), "int"],
      (x) => [F.sort_array(x), "array"],
      (x) => [F.array_max(x), "int"],
      (x) => [F.try_element_at(x, F.lit(1)), "int"],
      (x) => [F.array_contains(x, 1), "boolean"],
      (x) => [F.array_distinct(x), "array"],
      (x) => [F.transform(x, (v) => v.add(1)), "array"],
      (x) => [F.filter(x, (v) => v.gt(1)), "array"],
      (x) => [F.aggregate(x, F.lit(0), (sum, v) => sum.add(v)), "int"],
      (x) => [F.exists(x, (v) => v.gt(1)), "boolean"],
      (x) => [F.forall(x, (v) => v.gt(0)), "boolean"],
      (x) => [F.concat(x, x), "array"],
      (x) => [F.array_union(x, x), "array"],
      (x) => [F.slice(x, 1, 1), "array"],
      (x) => [F.array_position(x, 2), "long"],
    ];
    const ofPair: readonly (readonly [Column, Kind])[] = [
      [F.col("pair.x"), "int"],
      [F.col("pair").getField("y"), "string"],
    ];
    const ofMap: readonly (readonly [Column, Kind])[] = [
      [F.map_keys("m"), "nested"],
      [F.map_values("m"), "array"],
      [F.col("m").getItem("k"), "int"],
      [F.size("m"), "int"],
      [F.map_contains_key("m", "k"), "boolean"],
    ];
    const made = ([column, kind]: readonly [Column, Kind]): Value => ({ column, kind });
    return [
      () => (list === undefined ? undefined : made(random.pick(ofList)(list))),
      () => (has("pair") ? made(random.pick(ofPair)) : undefined),
      () => (has("m") ? made(random.pick(ofMap)) : undefined),
    ];
  }

  #ofAny(columns: readonly Named[], levels: number): readonly Make[] {
    const random = this.#random;
    const condition = () => this.condition(columns, levels - 1);
    const compared = () =>
      this.#column(ofKinds(columns, ORDERED).length > 0 ? ofKinds(columns, ORDERED) : columns);
    const cast = (): Value | undefined => {
      const { column, kind } = this.#column(columns);
      const types = Object.entries(CASTS[kind] ?? {});
      if (types.length === 0) return undefined;
      const [type, to] = random.pick(types);
      return {
        column: this.#mayFail && random.chance(0.3) ? column.cast(type) : column.try_cast(type),
        kind: to,
      };
    };
    return [
      cast,
      cast,
      () => ({ column: condition(), kind: "boolean" }),
      () => ({
        column: F.when(condition(), this.#number(columns).column).otherwise(this.#number(columns).column),
        kind: "double",
      }),
      () => {
        const { column, kind } = compared();
        return { column: F.coalesce(column, this.literal(kind)), kind };
      },
      () => {
        const { column, kind } = compared();
        const other = this.#column(ofKinds(columns, [kind])).column;
        return { column: random.pick([F.greatest, F.least])(column, other), kind };
      },
      () => {
        const { column, kind } = compared();
        return { column: F.nullif(column, column), kind };
      },
      () => ({
        column: F.struct(this.#column(columns).column.alias("z0"), this.#column(columns).column.alias("z1")),
        kind: "nested",
      }),
      () => {
        const { column, kind } = this.#column(columns);
        return { column: F.array(column, column), kind: kind === "map" ? "other" : "nested" };
      },
    ];
  }
}
