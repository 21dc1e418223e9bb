/** One bar of a chart: what it stands for, how long it is, and what is written after it. */
export interface Bar {
  readonly label: string;
  /** NaN draws no bar. */
  readonly value: number;
  readonly note: string;
}

/** Block elements U+258F to U+2588 split a character cell in eighths, so a bar's end is exact to an eighth. */
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * A bar chart in text. Bars of values below zero stand left of the line, those above right of it.
 *
 * Eighth blocks fill from the left alone, so negative bars are drawn in whole cells of at least one.
 *
 * @param bars from top to bottom
 * @param width cells that the bars may take together, left and right
 */
export function barChart(bars: readonly Bar[], width = 48): string[] {
  const values = bars.map(({ value }) => value).filter(Number.isFinite);
  const most = Math.max(0, ...values);
  const least = Math.min(0, ...values);
  const cells = most === least ? 0 : width / (most - least);
  const left = Math.ceil(-least * cells);
  const labels = Math.max(...bars.map(({ label }) => label.length));
  const notes = bars.map(({ value, note }) => {
    const below = value < 0 ? "█".repeat(Math.max(1, Math.round(-value * cells))) : "";
    const above = value > 0 ? rightBar(value * cells) : "";
    return `${below.padStart(left)}${left > 0 ? "│" : ""}${above}${note ? ` ${note}` : ""}`;
  });
  return bars.map(({ label }, index) => `${label.padStart(labels)} ${notes[index]}`.trimEnd());
}

function rightBar(cells: number): string {
  const eighths = Math.max(1, Math.round(cells * 8));
  return "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}
