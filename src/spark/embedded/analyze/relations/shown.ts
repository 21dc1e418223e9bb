/** `show()`: some rows as the text that Spark prints. */
import { StringType, StructField, StructType } from "../../../types/index.js";
import { valueText } from "../../../types/value-text.js";
import type { Analyze, Analyzer } from "../analyzer.js";
import type { PlanNode } from "../plan-node.js";
import { limited } from "./rows.js";

const TEXT = new StringType();

/** Spark shows no more, and that is what a 32-bit number can count. */
const MOST_ROWS = 2_147_483_631;

export const showString: Analyze<"showString"> = async (analyzer, { input, numRows, truncate, vertical }) => {
  const plan = await analyzer.relation(input);
  return analyzer.session.rows("ShowString", one("show_string"), async () => {
    const { names, cells, more } = await textsOf(analyzer, plan, numRows, truncate);
    const body = vertical ? verticalText(names, cells) : tableText(names, cells, truncate);
    return [[body + footer(vertical, cells.length, Math.max(0, numRows), more)]];
  });
};

export const htmlString: Analyze<"htmlString"> = async (analyzer, { input, numRows, truncate }) => {
  const plan = await analyzer.relation(input);
  return analyzer.session.rows("HtmlString", one("html_string"), async () => {
    const { names, cells, more } = await textsOf(analyzer, plan, numRows, truncate);
    const row = (tag: string, texts: readonly string[]) =>
      `<tr>${texts.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join("")}</tr>\n`;
    const rows = cells.map((cell) => row("td", cell)).join("");
    const note = more ? `only showing top ${numRows} ${numRows === 1 ? "row" : "rows"}\n` : "";
    return [[`<table border='1'>\n${row("th", names)}${rows}</table>\n${note}`]];
  });
};

function one(name: string): StructType {
  return new StructType([new StructField(name, TEXT, false)]);
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

interface Texts {
  readonly names: readonly string[];
  readonly cells: readonly (readonly string[])[];
  readonly more: boolean;
}

/** One row more is asked for, to see whether there are more. */
async function textsOf(
  { session }: Analyzer,
  plan: PlanNode,
  numRows: number,
  truncate: number,
): Promise<Texts> {
  const count = Math.min(Math.max(0, numRows), MOST_ROWS);
  const rows = await session.collect(limited(plan, count + 1, 0));
  const writers = plan.output.map(({ type }) =>
    valueText(type, { timeZone: session.timeZone, style: "show" }),
  );
  return {
    // As in Spark, values alone are cut.
    names: plan.output.map(({ name }) => oneLine(name)),
    cells: rows
      .slice(0, count)
      .map((row) => row.map((value, i) => cut(oneLine(writers[i]!(value)), truncate))),
    more: rows.length > count,
  };
}

/** Signs that would break the table are written as in a program. */
function oneLine(text: string): string {
  return text
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll("\f", "\\f")
    .replaceAll("\b", "\\b")
    .replaceAll("\u000b", "\\v")
    .replaceAll("\u0007", "\\a");
}

function cut(text: string, most: number): string {
  if (most <= 0 || text.length <= most) return text;
  return most < 4 ? text.slice(0, most) : `${text.slice(0, most - 3)}...`;
}

/** Signs of East Asia are two columns wide. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]/g;

function widthOf(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}

const LEAST_WIDTH = 3;

function tableText(
  names: readonly string[],
  cells: readonly (readonly string[])[],
  truncate: number,
): string {
  const widths = names.map((name, i) =>
    Math.max(LEAST_WIDTH, widthOf(name), ...cells.map((row) => widthOf(row[i]!))),
  );
  const line = `+${widths.map((width) => "-".repeat(width)).join("+")}+\n`;
  const padded = (text: string, i: number) => {
    const blanks = " ".repeat(widths[i]! - widthOf(text));
    // Cut values stand to the right, whole ones to the left.
    return truncate > 0 ? blanks + text : text + blanks;
  };
  const row = (texts: readonly string[]) => `|${texts.map(padded).join("|")}|\n`;
  return `${line}${row(names)}${line}${cells.map(row).join("")}${line}`;
}

function verticalText(names: readonly string[], cells: readonly (readonly string[])[]): string {
  const nameWidth = Math.max(LEAST_WIDTH, ...names.map(widthOf));
  const valueWidth = Math.max(LEAST_WIDTH, ...cells.flat().map(widthOf));
  const total = nameWidth + valueWidth + 5;
  return cells
    .map((row, i) => {
      const head = `-RECORD ${i}`.padEnd(total, "-");
      const lines = row.map((text, column) => {
        const name = names[column]!;
        const left = name + " ".repeat(nameWidth - widthOf(name));
        return ` ${left} | ${text}${" ".repeat(valueWidth - widthOf(text))} \n`;
      });
      return `${head}\n${lines.join("")}`;
    })
    .join("");
}

function footer(vertical: boolean, shown: number, asked: number, more: boolean): string {
  if (vertical && shown === 0) return "(0 rows)\n";
  return more ? `only showing top ${asked} ${asked === 1 ? "row" : "rows"}` : "";
}
