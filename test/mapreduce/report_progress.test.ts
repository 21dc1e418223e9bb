import { describe, expect, it } from "vitest";
import { fitColumns } from "../../dist/mapreduce/report/one-line.js";
import { type Progress, ProgressLine } from "../../dist/mapreduce/report/progress-line.js";
import { Seeded } from "../support/seeded.js";

const ERASE = "\u001b[K";

/** A terminal that knows what stands on its lines, as a person would see it. */
class Screen {
  /** A cell a column; the second of a wide character is empty. */
  readonly #lines: string[][] = [[]];
  #column = 0;
  writes = 0;
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  readonly #wide: RegExp;

  /** @param wide the characters that take two columns: Eastern terminals have more of them */
  constructor(isTTY: boolean, columns?: number, wide = /[漢😀]/u) {
    this.isTTY = isTTY;
    this.columns = columns;
    this.#wide = wide;
  }

  write(text: string): void {
    this.writes++;
    const [first = "", ...others] = text.split(ERASE);
    this.#put(first);
    for (const piece of others) {
      this.#line.length = Math.min(this.#line.length, this.#column);
      this.#put(piece);
    }
  }

  #put(text: string): void {
    for (const character of text) {
      if (character === "\r") this.#column = 0;
      else if (character === "\n") {
        this.#lines.push([]);
        this.#column = 0;
      } else {
        expect(character).not.toMatch(/\p{Cc}/u);
        this.#line[this.#column++] = character;
        if (this.#wide.test(character)) this.#line[this.#column++] = "";
        // In the last column many terminals go on to the next line.
        expect(this.#column).toBeLessThan(Math.max(2, this.columns || 80));
      }
    }
  }

  get #line(): string[] {
    return this.#lines.at(-1) as string[];
  }

  get shown(): string[] {
    return this.#lines.map((cells) => cells.join("").trimEnd());
  }
}

const start: Progress = { step: 1, steps: 1, map: 0, reduce: 0, records: 0, spilledBytes: 0 };

function onScreen(screen: Screen, asked = false) {
  const clock = { ms: 0 };
  return { clock, line: new ProgressLine({ terminal: screen, asked, now: () => clock.ms }) };
}

describe("the progress line", () => {
  it("says how far map and reduce are, how fast, and what was spilled", () => {
    const screen = new Screen(true, 120);
    const { clock, line } = onScreen(screen);
    line.update(start);
    expect(screen.shown).toEqual(["map 0 % · reduce 0 % · 0 records/s"]);
    clock.ms = 2000;
    line.update({
      ...start,
      map: 0.637,
      records: 2_469_134,
      spilledBytes: 1_230_000_000,
      status: "parsing\n\u001b[2J",
    });
    expect(screen.shown).toEqual([
      "map 63 % · reduce 0 % · 1,234,567 records/s · spilled 1.2 GB · parsing [2J",
    ]);
    clock.ms = 2200;
    line.update({ step: 2, steps: 3, map: 1, records: 2_469_134, spilledBytes: 0 });
    expect(screen.shown[0]).toMatch(/^step 2 of 3 · map 100 % · [\d,]+ records\/s$/);
    line.end();
    expect(screen.shown).toEqual([""]);
  });

  it("never says 100 % of what isn't done", () => {
    const screen = new Screen(true);
    const { line } = onScreen(screen);
    line.update({ ...start, map: 0.9999, reduce: 0.29 });
    expect(screen.shown[0]).toContain("map 99 % · reduce 29 %");
  });

  it("draws ten times a second at most, whatever it is told, and at once when a step begins", () => {
    const screen = new Screen(true);
    const { clock, line } = onScreen(screen);
    for (; clock.ms < 1000; clock.ms++) line.update({ ...start, records: clock.ms });
    expect(screen.writes).toBe(10);
    line.update({ ...start, step: 2, records: 1000 });
    expect(screen.writes).toBe(11);
  });

  it("reckons the speed over the last seconds, and anew after a task has failed", () => {
    const screen = new Screen(true);
    const { clock, line } = onScreen(screen);
    const tell = (ms: number, records: number) => {
      clock.ms = ms;
      line.update({ ...start, records });
      return Number(/([\d,]+) records/.exec(screen.shown[0] ?? "")?.[1]?.replaceAll(",", ""));
    };
    tell(0, 0);
    for (let ms = 100; ms <= 10_000; ms += 100) tell(ms, ms * 10);
    expect(tell(10_100, 101_000)).toBe(10_000);
    let slow = 0;
    for (let ms = 10_200; ms <= 15_000; ms += 100) slow = tell(ms, 101_000 + (ms - 10_100));
    expect(slow).toBe(1000);
    expect(tell(15_100, 50_000)).toBe(0);
    expect(tell(16_100, 52_000)).toBe(2000);
  });

  it("is silent where there is no terminal, and writes a line now and then if it is asked", () => {
    const file = new Screen(false);
    const silent = onScreen(file);
    for (; silent.clock.ms < 60_000; silent.clock.ms += 50) silent.line.update(start);
    silent.line.end();
    expect(silent.line.tells).toBe(false);
    expect(file.writes).toBe(0);
    const { clock, line } = onScreen(file, true);
    for (; clock.ms < 60_000; clock.ms += 50) line.update({ ...start, map: clock.ms / 60_000 });
    line.end();
    expect(file.shown.map((text) => /map \d+ %/.exec(text)?.[0])).toEqual([
      ...["map 0 %", "map 16 %", "map 33 %", "map 50 %", "map 66 %", "map 83 %"],
      undefined,
    ]);
  });

  it("makes way for what others write, and is gone and quiet at its end", () => {
    const screen = new Screen(true);
    const { clock, line } = onScreen(screen);
    line.say("before");
    line.update(start);
    line.say("a warning\nof two lines");
    expect(screen.shown).toEqual([
      "before",
      "a warning",
      "of two lines",
      "map 0 % · reduce 0 % · 0 records/s",
    ]);
    line.end();
    clock.ms = 9000;
    line.update(start);
    line.say("after");
    line.end();
    expect(screen.shown).toEqual(["before", "a warning", "of two lines", "after", ""]);
  });

  it.each([1, 2, 5, 20, 40, 79, 80, 0, undefined])("stays on one line of %s columns", (columns) => {
    const random = new Seeded(columns ?? 7);
    const screen = new Screen(true, columns, columns === 40 ? /[^ -~]/u : undefined);
    const { clock, line } = onScreen(screen);
    for (let turn = 0; turn < 200; turn++) {
      clock.ms += 100;
      const status = Array.from({ length: random.integer(0, 90) }, () =>
        random.pick([..."aé漢😀\t\u2028"]),
      ).join("");
      line.update({ ...start, records: turn * 1e6, spilledBytes: random.integer(0, 1) * 1e9, status });
    }
    line.end();
    expect(screen.shown).toEqual([""]);
  });
});

describe("cutting to a width", () => {
  it("keeps what fits, and counts what may be wide as wide", () => {
    expect(fitColumns("abcdef", 6)).toBe("abcdef");
    expect(fitColumns("abcdef", 5)).toBe("abc…");
    expect(fitColumns("漢字漢", 6)).toBe("漢字漢");
    expect(fitColumns("漢字漢", 5)).toBe("漢…");
    expect(fitColumns("😀😀", 3)).toBe("…");
    expect(fitColumns("ab", 1)).toBe("");
  });
});
