import { describe, expect, it } from "vitest";
import { barChart } from "../../examples/flights/chart.js";
import { progressOn, type Terminal } from "../../examples/flights/progress.js";
import { textTable } from "../../examples/flights/text_table.js";

describe("a bar chart in text", () => {
  it("draws the longest bar over the whole width and the others to an eighth of a cell", () => {
    const chart = barChart(
      [
        { label: "a", value: 8, note: "8" },
        { label: "bb", value: 4.5, note: "4.5" },
        { label: "c", value: 1 / 8, note: "" },
        { label: "d", value: 0, note: "none" },
      ],
      8,
    );
    expect(chart).toEqual([" a ████████ 8", "bb ████▌ 4.5", " c ▏", " d  none"]);
  });

  it("puts negative values left of a line that all rows share", () => {
    const chart = barChart(
      [
        { label: "late", value: 6, note: "6" },
        { label: "early", value: -2, note: "-2" },
        { label: "hardly", value: -0.01, note: "" },
      ],
      8,
    );
    expect(chart).toEqual(["  late   │██████ 6", " early ██│ -2", "hardly  █│"]);
  });

  it("draws no bar for a mean of nothing and survives a chart of nothing else", () => {
    expect(barChart([{ label: "x", value: NaN, note: "no flights" }])).toEqual(["x  no flights"]);
  });

  it("aligns the columns of a table", () => {
    const table = textTable([
      ["", "ms"],
      ["loop", "12.5"],
      ["plain", "7"],
    ]);
    expect(table).toEqual(["         ms", "loop   12.5", "plain     7"]);
  });
});

describe("progress", () => {
  function told(isTTY: boolean): string {
    let text = "";
    let time = 0;
    const terminal: Terminal = { isTTY, columns: 60, write: (part) => (text += part) };
    const progress = progressOn(terminal, () => (time += 100));
    progress.begin("reading");
    progress.update(1, 4);
    progress.update(4, 4);
    progress.end("4 flights");
    return text;
  }

  it("redraws a bar in place on a terminal", () => {
    const text = told(true);
    expect(text).toContain("\rreading ▕██████                  ▏ 25 %");
    expect(text).toContain("\rreading ▕████████████████████████▏ 100 %");
    expect(text.split("\n")).toHaveLength(2);
  });

  it("never writes wider than the terminal, where a return would not come back to the start", () => {
    let widest = 0;
    const terminal: Terminal = {
      isTTY: true,
      columns: 20,
      write: (part) => {
        widest = Math.max(widest, part.replace("\r", "").replace("\u001b[K", "").length);
      },
    };
    const progress = progressOn(terminal);
    progress.begin("a title that is too long for this terminal");
    progress.update(1, 1);
    progress.end("done");
    expect(widest).toBeLessThan(20);
  });

  it("writes one plain line a piece of work into a file or pipe", () => {
    expect(told(false)).toMatch(/^reading: 4 flights \(\d+\.\d+ s\)\n$/);
  });
});
