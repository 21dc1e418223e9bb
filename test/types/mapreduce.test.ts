/** What the compiler knows of jobs (`tsc` checks this file), and that it is so. */
import {
  chain,
  type JobConstructor,
  MapReduce,
  max,
  type OptionsOf,
  type OptionValues,
  type OutputOf,
  option,
  type Pair,
  type Pairs,
  pair,
  type Step,
  step,
  sum,
  type WholeFile,
} from "manycore/mapreduce";
import { describe, expect, expectTypeOf, test } from "vitest";

/** As a user writes it: no casts, no type arguments of pair and step. */
class Followers extends MapReduce<null, string> {
  override *mapper(_: null, line: string) {
    const [, followers] = line.split(": ");
    if (followers === undefined) return;
    for (const follower of followers.split(" ")) yield pair(follower, 1);
  }

  override *combiner(follower: string, counts: Iterable<number>) {
    yield pair(follower, sum(counts));
  }

  override *reducer(follower: string, counts: Iterable<number>) {
    yield pair(null, [follower, sum(counts)]);
  }

  *mostFollowed(_: null, pairs: Iterable<[string, number]>) {
    const [n, follower] = max([...pairs].map(([name, count]): [number, string] => [count, name]));
    yield pair("Most follows", [follower, n]);
  }

  override steps() {
    return [
      step({ mapper: this.mapper, combiner: this.combiner, reducer: this.reducer }),
      step({ reducer: this.mostFollowed }),
    ];
  }
}

class Chained extends Followers {
  override steps() {
    return chain(
      step({ mapper: this.mapper, combiner: this.combiner, reducer: this.reducer }),
      step({ reducer: this.mostFollowed }),
    );
  }
}

class WordCount extends MapReduce<null, string, typeof WordCount.options> {
  static override options = {
    times: option.integer({ default: 1, help: "count each word so often" }),
    least: option.float(),
    from: option.string({ required: true }),
    letters: option.choice(["lower", "upper"], { default: "lower" }),
    stopWords: option.file(),
    skip: option.list(),
    sizes: option.list(option.integer()),
    loud: option.boolean(),
  };

  override *mapper(_: null, line: string) {
    for (const word of line.split(" ")) yield pair(word, this.options.times);
  }

  override *reducer(word: string, counts: Iterable<number>) {
    yield pair(word, sum(counts));
  }
}

class LinesByLength extends MapReduce {
  override *mapper(_: null, line: string) {
    yield pair(line.length, line);
  }
}

class CountsInFields extends MapReduce {
  lines = 0;

  override mapper() {
    this.lines++;
  }

  override *mapperFinal() {
    yield pair("lines", this.lines);
  }
}

class Later extends MapReduce {
  override async mapper(_: null, line: string) {
    return [pair(line, 1)];
  }

  override async *reducer(line: string, counts: Iterable<number>) {
    yield pair(line, { n: sum(counts) });
  }
}

/** What a mixin adds to any job. */
function Counted<B extends JobConstructor>(Base: B) {
  abstract class CountedJob extends Base {
    override mapperInit() {
      this.increment("tasks", "mappers");
    }
  }
  return CountedJob;
}

/** A mixin with a reducer. */
function Summing<B extends JobConstructor>(Base: B) {
  abstract class SummingJob extends Base {
    override *reducer(key: string, counts: Iterable<number>) {
      yield pair(key, sum(counts));
    }
  }
  return SummingJob;
}

/** Another, as TypeScript's handbook writes mixins. */
// biome-ignore lint/suspicious/noExplicitAny: users write it so
function Listing<B extends abstract new (...args: any[]) => MapReduce<any, any>>(Base: B) {
  abstract class ListingJob extends Base {
    override *reducer(key: string, counts: Iterable<number>) {
      yield pair(key, [...counts]);
    }
  }
  return ListingJob;
}

/** A mixin with an option. */
function Repeated<B extends JobConstructor>(Base: B) {
  abstract class RepeatedJob extends Base {
    static override options = { ...Base.options, repeat: option.integer({ default: 2 }) };
    declare readonly options: OptionValues<{ repeat: ReturnType<typeof option.integer<{ default: 2 }>> }>;

    override *mapper(_: null, line: string) {
      for (let i = 0; i < this.options.repeat; i++) yield pair(line, 1);
    }
  }
  return RepeatedJob;
}

class Lines extends Counted(Summing(MapReduce)) {
  override *mapper(_: null, line: string) {
    yield pair(line, 1);
  }
}

class ListedLines extends Listing(Counted(Summing(Lines))) {}

class RepeatedLines extends Counted(Repeated(Summing(MapReduce))) {}

class RepeatedWords extends Repeated(WordCount) {
  constructor(options: OptionsOf<typeof RepeatedWords.options> = {}) {
    super(options);
  }
}

/** A base class that others extend with options. */
abstract class LongWords<O extends typeof LongWords.options = typeof LongWords.options> extends MapReduce<
  null,
  string,
  O
> {
  static override options = { least: option.integer({ default: 1 }) };

  override *mapper(_: null, line: string) {
    for (const word of line.split(" ")) if (word.length >= this.options.least) yield pair(word, 1);
  }
}

class LongNames extends LongWords<typeof LongNames.options> {
  static override options = { ...LongWords.options, title: option.string({ default: "" }) };

  override *reducer(name: string, ones: Iterable<number>) {
    yield pair(this.options.title + name.slice(this.options.least), sum(ones));
  }
}

class CountedWords extends Counted(WordCount) {}

class CountedLines extends Counted(MapReduce<null, string>) {
  override *mapper(_: null, line: string) {
    yield pair(line, true);
  }
}

class LoudWords extends WordCount {
  static override options = { ...WordCount.options, marks: option.integer({ default: 1 }) };
  declare readonly options: OptionValues<typeof LoudWords.options>;

  override *reducer(word: string, counts: Iterable<number>) {
    yield pair(word.toUpperCase() + "!".repeat(this.options.marks), sum(counts));
  }
}

describe("types of pairs", () => {
  test("array literals are tuples, inside others too; literals are widened", () => {
    const name: string = "a";
    const n: number = 1;
    expectTypeOf(pair(null, [name, n])).toEqualTypeOf<Pair<null, [string, number]>>();
    expectTypeOf(pair([name, n], "x")).toEqualTypeOf<Pair<[string, number], string>>();
    expectTypeOf(pair("x", [1, ["a", [true]]])).toEqualTypeOf<Pair<string, [number, [string, [boolean]]]>>();
    expectTypeOf(pair("x", [name] as string[])).toEqualTypeOf<Pair<string, string[]>>();
    expectTypeOf(pair("x", { name, n })).toEqualTypeOf<Pair<string, { name: string; n: number }>>();
    expectTypeOf(pair("x", null)).toEqualTypeOf<Pair<string, null>>();
    expect(pair("x", [1])).toEqual(["x", [1]]);
  });
});

describe("types of steps", () => {
  const job = new Followers();
  const words = new WordCount({ from: "a" });

  test("a step knows what goes in and what comes out", () => {
    const both = step({ mapper: job.mapper, combiner: job.combiner, reducer: job.reducer });
    expectTypeOf(both).toEqualTypeOf<Step<Pair<null, string>, Pair<null, [string, number]>>>();
    const last = step({ reducer: job.mostFollowed });
    expectTypeOf(last).toEqualTypeOf<Step<Pair<null, [string, number]>, Pair<string, [string, number]>>>();
    expectTypeOf(step({ mapper: job.mapper })).toEqualTypeOf<
      Step<Pair<null, string>, Pair<string, number>>
    >();
    expect(Object.keys(last)).toEqual(["reducer"]);
  });

  test("functions written in place get their parameters' types", () => {
    const made = step({
      mapper: (_: null, line: string) => [pair(line, 1)],
      reducer: (line, counts) => [pair(line.length, sum(counts))],
      groupingKey: (line) => line.length,
      partitioner: (line, reducers) => line.length % reducers,
    });
    expectTypeOf(made).toEqualTypeOf<Step<Pair<null, string>, Pair<number, number>>>();
    expect(made.reducer).toBeTypeOf("function");
  });

  test("mappers may yield pairs of several kinds, and their ends too", () => {
    const made = step({
      *mapper(_: null, line: string) {
        yield pair(line, 1);
        yield pair(line.length, line);
      },
      *mapperFinal() {
        yield pair(null, true);
      },
      *reducer(key: string | number | null, values: Iterable<string | number | boolean>) {
        yield pair(key, [...values].length);
      },
      *reducerFinal() {
        yield pair("all", "done");
      },
    });
    expectTypeOf(made).toEqualTypeOf<
      Step<Pair<null, string>, Pair<string | number | null, number> | Pair<string, string>>
    >();
    expect(Object.keys(made)).toHaveLength(4);
  });

  test("a combiner's results reach the reducer", () => {
    const made = step({
      mapper: (_: null, line: string) => [pair(line, [line])],
      combiner: (line, lists: Iterable<string[]>) => [pair(line, [...lists].flat())],
      reducer: (line, lists: Iterable<string[]>) => [pair(line, [...lists].flat().length)],
    });
    expectTypeOf(made).toEqualTypeOf<Step<Pair<null, string>, Pair<string, number>>>();
    expect(made.combiner).toBeDefined();
  });

  test("what doesn't fit is refused by the compiler", () => {
    const never = (): void => {
      // @ts-expect-error the reducer takes other pairs than the mapper yields
      step({ mapper: job.mapper, reducer: job.mostFollowed });
      const ofLists = (key: string, lists: Iterable<string[]>) => [pair(key, [...lists])];
      // @ts-expect-error the reducer takes other values than the mapper yields
      step({ mapper: job.mapper, reducer: ofLists });
      // @ts-expect-error the combiner yields what it doesn't take itself
      step({ mapper: job.mapper, combiner: job.reducer, reducer: job.reducer });
      // @ts-expect-error no such part
      step({ mapper: job.mapper, reducr: job.reducer });
      // @ts-expect-error a partitioner of other keys
      step({ mapper: job.mapper, reducer: job.reducer, partitioner: (key: number) => key });
      // @ts-expect-error what isn't a pair
      step({ mapper: (_: null, line: string) => [line] });
      // @ts-expect-error a combiner can't be async
      step({ mapper: job.mapper, combiner: async (key: string) => [pair(key, 1)], reducer: job.reducer });
      // @ts-expect-error both files and records
      step({ mapper: job.mapper, mapperRaw: (path: string) => [pair(path, 1)] });
    };
    expectTypeOf(never).toBeFunction();
    expect(job.steps()).toHaveLength(2);
  });

  test("a chain refuses a step that doesn't take what the one before gives", () => {
    const first = step({ mapper: job.mapper, reducer: job.reducer });
    const second = step({ reducer: job.mostFollowed });
    const third = step({
      mapper: (_: string, [name, n]: [string, number]) => [pair(name, n)],
      reducer: words.reducer,
    });
    const made = chain(first, second, third);
    expectTypeOf(made).toEqualTypeOf<[typeof first, typeof second, typeof third]>();
    expect(made).toHaveLength(3);
    const never = (): void => {
      // @ts-expect-error the wrong way round
      chain(second, first);
      // @ts-expect-error the third is missing between them
      chain(first, third);
      // @ts-expect-error the last doesn't fit
      chain(first, second, third, second);
    };
    expectTypeOf(never).toBeFunction();
  });
});

describe("types of jobs", () => {
  test("the output is what the last step gives", () => {
    expectTypeOf<OutputOf<Followers>>().toEqualTypeOf<Pair<string, [string, number]>>();
    expectTypeOf<OutputOf<Chained>>().toEqualTypeOf<Pair<string, [string, number]>>();
    expectTypeOf<OutputOf<WordCount>>().toEqualTypeOf<Pair<string, number>>();
    expectTypeOf<OutputOf<LinesByLength>>().toEqualTypeOf<Pair<number, string>>();
    expectTypeOf<OutputOf<CountsInFields>>().toEqualTypeOf<Pair<string, number>>();
    expectTypeOf<OutputOf<Later>>().toEqualTypeOf<Pair<string, { n: number }>>();
    expectTypeOf<OutputOf<CountedWords>>().toEqualTypeOf<Pair<string, number>>();
    expectTypeOf<OutputOf<CountedLines>>().toEqualTypeOf<Pair<string, boolean>>();
    expectTypeOf<OutputOf<LoudWords>>().toEqualTypeOf<Pair<string, number>>();
    expectTypeOf<OutputOf<Lines>>().toEqualTypeOf<Pair<string, number>>();
    expectTypeOf<OutputOf<ListedLines>>().toEqualTypeOf<Pair<string, number[]>>();
    expectTypeOf<OutputOf<RepeatedLines>>().toEqualTypeOf<Pair<string, number>>();
    expectTypeOf<OutputOf<LongNames>>().toEqualTypeOf<Pair<string, number>>();
    expect(new CountedLines().mapper(null, "a").next().value).toEqual(["a", true]);
  });

  test("run and sandbox have those types", async () => {
    const { output } = await new Followers().sandbox("ann: bob cy\nbob: cy\n\nnobody");
    expectTypeOf(output).toEqualTypeOf<Pair<string, [string, number]>[]>();
    expect(output).toEqual([["Most follows", ["cy", 2]]]);
    const result = await Later.run({ runner: "inline", stdin: ["a\nb\na\n"] });
    expectTypeOf(result.output).toEqualTypeOf<
      Pair<string, { n: number }>[] | AsyncIterable<Pair<string, { n: number }>>
    >();
    expect(result.output).toEqual([
      ["a", { n: 2 }],
      ["b", { n: 1 }],
    ]);
  });

  test("options have the types that their declarations give", () => {
    const { options } = new WordCount({ from: "a", least: 0.5 });
    expectTypeOf(options.times).toEqualTypeOf<number>();
    expectTypeOf(options.least).toEqualTypeOf<number | undefined>();
    expectTypeOf(options.from).toEqualTypeOf<string>();
    expectTypeOf(options.letters).toEqualTypeOf<"lower" | "upper">();
    expectTypeOf(options.stopWords).toEqualTypeOf<string | undefined>();
    expectTypeOf(options.skip).toEqualTypeOf<readonly string[]>();
    expectTypeOf(options.sizes).toEqualTypeOf<readonly number[]>();
    expectTypeOf(options.loud).toEqualTypeOf<boolean>();
    expect(options).toEqual({
      times: 1,
      least: 0.5,
      from: "a",
      letters: "lower",
      stopWords: undefined,
      skip: [],
      sizes: [],
      loud: false,
    });
    expectTypeOf(new LoudWords({ from: "a" }).options.marks).toEqualTypeOf<number>();
  });

  test("a subclass and a mixin add options", () => {
    const { options } = new LongNames({ least: 2, title: "Dr. " });
    expectTypeOf(options.least).toEqualTypeOf<number>();
    expectTypeOf(options.title).toEqualTypeOf<string>();
    expect(options).toEqual({ least: 2, title: "Dr. " });
    const repeated = new RepeatedWords({ from: "a", repeat: 3 });
    expectTypeOf(repeated.options.repeat).toEqualTypeOf<number>();
    expectTypeOf(repeated.options.from).toEqualTypeOf<string>();
    expect(repeated.options).toMatchObject({ from: "a", repeat: 3 });
    const never = (): void => {
      void LongNames.run({ options: { least: 2, title: "a" } });
      void LoudWords.run({ options: { from: "a", marks: 2 } });
      void RepeatedWords.run({ options: { from: "a", repeat: 2 } });
      void RepeatedLines.run({ options: { repeat: 2 } });
      // @ts-expect-error a value of the wrong kind
      void LongNames.run({ options: { title: 2 } });
      // @ts-expect-error a value of the wrong kind for the mixin's option
      void RepeatedLines.run({ options: { repeat: "2" } });
      // @ts-expect-error no such option, although mixins were there
      void RepeatedLines.run({ options: { repaet: 2 } });
      // @ts-expect-error no such option in a job with mixins
      expect(repeated.options.reapet).toBeUndefined();
    };
    expectTypeOf(never).toBeFunction();
  });

  test("mixins keep the class's own functions", async () => {
    const never = (): void => {
      void Lines.main(import.meta);
      void new ListedLines().makeRunner({ input: "-" });
    };
    expectTypeOf(never).toBeFunction();
    const { output } = await Lines.run({ runner: "inline", stdin: ["a\nb\na\n"] });
    expect(output).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
    expect((await new RepeatedLines().sandbox(["a"])).output).toEqual([["a", 2]]);
    expect((await new ListedLines().sandbox(["a"])).output).toEqual([["a", [1]]]);
  });

  test("what doesn't fit is refused by the compiler", () => {
    class WrongReducer extends LinesByLength {
      override *reducer(line: string, values: Iterable<string>) {
        yield pair(line, [...values].length);
      }
    }
    class WrongCombiner extends WordCount {
      override *combiner(word: string, counts: Iterable<number>) {
        yield pair(word, [...counts]);
      }
    }
    class WrongPartitioner extends WordCount {
      override partitioner(length: number, reducers: number) {
        return length % reducers;
      }
    }
    class WrongGrouping extends WordCount {
      override groupingKey([word]: [string]) {
        return word;
      }
    }
    class WrongMixin extends Counted(Summing(MapReduce)) {
      override *mapper(_: null, line: string) {
        yield pair(line, line);
      }
    }
    const never = (): void => {
      // @ts-expect-error its reducer takes other keys than its mapper yields
      void WrongReducer.run();
      // @ts-expect-error the same
      void new WrongReducer().sandbox();
      // @ts-expect-error the same
      void new WrongReducer().makeRunner();
      // @ts-expect-error its partitioner takes other keys
      void WrongPartitioner.run();
      // @ts-expect-error its grouping takes other keys
      void WrongGrouping.main(import.meta);
      // @ts-expect-error the mixin's reducer takes other values
      void WrongMixin.main(import.meta);
      // @ts-expect-error its combiner yields other values than its reducer takes
      void WrongCombiner.main(import.meta);
      // @ts-expect-error no job by itself
      void MapReduce.run();
      // @ts-expect-error no such option
      void WordCount.run({ options: { time: 3 } });
      // @ts-expect-error a value of the wrong kind
      void WordCount.run({ options: { times: "3" } });
      // @ts-expect-error no such setting
      void WordCount.run({ worker: 2 });
      // @ts-expect-error not one of the choices
      option.choice(["a", "b"], { default: "c" });
      // @ts-expect-error a default of the wrong kind
      option.integer({ default: "3" });
    };
    expectTypeOf(never).toBeFunction();
    expect(() => new WordCount({ from: "a", letters: "lower" })).not.toThrow();
  });
});

describe("what a job reads, and its steps", () => {
  abstract class Parts extends MapReduce {
    *ones(_: null, line: string) {
      yield pair(line, 1);
    }
    *flipped(line: string, n: number) {
      yield pair(n, line);
    }
    *untyped(line: string, n: number): Pairs {
      yield pair(n, line);
    }
    *numbered(n: number, line: string) {
      yield pair(n, [line]);
    }
    *file(path: string) {
      yield pair(path, 1);
    }
  }

  test("of an array the compiler knows the kinds of steps: each must be reached, and one may be the last", () => {
    class Fits extends Parts {
      override steps() {
        return [step({ mapper: this.ones }), step({ mapper: this.flipped }), step({ mapper: this.numbered })];
      }
    }
    class Untyped extends Parts {
      override steps() {
        return [step({ mapper: this.ones }), step({ mapper: this.untyped }), step({ mapper: this.numbered })];
      }
    }
    class Either extends Parts {
      override steps() {
        return this.sortValues
          ? [step({ mapper: this.ones })]
          : [step({ mapper: this.ones }), step({ mapper: this.flipped })];
      }
    }
    class Unreached extends Parts {
      override steps() {
        return [step({ mapper: this.ones }), step({ mapper: this.numbered })];
      }
    }
    class TwoEnds extends Parts {
      override steps() {
        return [
          step({ mapper: this.ones }),
          step({ mapper: (_: null, line: string) => [pair(line.length, line)] }),
        ];
      }
    }
    class Tuple extends Parts {
      override steps() {
        return [step({ mapper: this.ones }), step({ mapper: this.numbered })] as const;
      }
    }
    const never = (): void => {
      void Fits.main(import.meta);
      void Untyped.main(import.meta);
      void Either.run();
      // @ts-expect-error no step gives what the second takes
      void Unreached.main(import.meta);
      // @ts-expect-error the same
      void new Unreached().sandbox();
      // @ts-expect-error both take lines, so neither takes what the other gives
      void TwoEnds.main(import.meta);
      // @ts-expect-error the second doesn't take what the first gives
      void Tuple.main(import.meta);
    };
    expectTypeOf(never).toBeFunction();
    expectTypeOf<OutputOf<Fits>>().toEqualTypeOf<Pair<number, [string]>>();
    expect(new Fits().steps()).toHaveLength(3);
  });

  test("the first step takes what the job reads", () => {
    class Flipped extends Parts {
      override steps() {
        return chain(step({ mapper: this.flipped }));
      }
    }
    class InArray extends Parts {
      override steps() {
        return [step({ mapper: this.flipped })];
      }
    }
    class Files extends Parts {
      override steps() {
        return chain(step({ mapperRaw: this.file }), step({ mapper: this.flipped }));
      }
    }
    const files = step({ mapperRaw: new Files().file });
    expectTypeOf(files).toEqualTypeOf<Step<Pair<WholeFile, string>, Pair<string, number>>>();
    const never = (): void => {
      void Files.run();
      // @ts-expect-error lines aren't pairs of a string and a number
      void Flipped.run();
      // @ts-expect-error the same
      void InArray.run();
      // @ts-expect-error only a first step gets files
      chain(step({ mapper: (_: null, line: string) => [pair(null, line)] }), files);
    };
    expectTypeOf(never).toBeFunction();
    expect(new Files().steps()).toHaveLength(2);
  });

  test("the protocol reads what the job's type says", () => {
    class Forgotten extends MapReduce<null, { a: number }> {
      override *mapper(_: null, { a }: { a: number }) {
        yield pair(a, 1);
      }
    }
    class Json extends Forgotten {
      override inputProtocol = "jsonValue" as const;
    }
    class Keys extends MapReduce<string, string | null> {
      override inputProtocol = "text" as const;

      override *mapper(key: string, value: string | null) {
        yield pair(key, value);
      }
    }
    class NoKeys extends MapReduce {
      override inputProtocol = "text" as const;

      override *mapper(_: null, line: string) {
        yield pair(line, 1);
      }
    }
    const never = (): void => {
      void Json.run();
      void Keys.run();
      // @ts-expect-error its lines are text unless it says that they are JSON
      void Forgotten.run();
      // @ts-expect-error text has keys
      void NoKeys.run();
    };
    expectTypeOf(never).toBeFunction();
    expect(new Json().inputProtocol).toBe("jsonValue");
  });
});
