import { resultOf } from "../harness/race.js";
import type { Row } from "./race.js";
import { peersIn, type Report } from "./report.js";
import { FORMULAS } from "./work.js";

const WIDTH = 900;
const LEFT = 250;
const RIGHT = 30;
const TOP = 92;
const BAR = 9;
const GAP = 9;
/** The colours of Okabe and Ito, which people with any colour vision can tell apart (jfly.uni-koeln.de/color). */
const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00"];

/**
 * Bars of speed relative to NumPy, on a logarithmic axis with NumPy at 1, a group a row of the table. A dashed line
 * marks the threshold where a row has one.
 */
export function reportChart(report: Report): string {
  const peers = peersIn(report.rows).filter((peer) => peer !== "NumPy");
  const groups = report.rows.map((row) => ({ row, speeds: peers.map((peer) => speed(row, peer)) }));
  const all = groups
    .flatMap(({ row, speeds }) => [...speeds, row.work.least])
    .filter((value) => value !== undefined);
  const least = Math.floor(Math.log2(Math.max(1 / 128, Math.min(0.5, ...all))));
  const most = Math.ceil(Math.log2(Math.max(2, ...all)));
  const x = (value: number) => {
    const exponent = Math.min(most, Math.max(least, Math.log2(value)));
    return LEFT + ((exponent - least) / (most - least)) * (WIDTH - LEFT - RIGHT);
  };
  const height = peers.length * BAR + GAP;
  const bottom = TOP + groups.length * height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 30}" font-family="sans-serif" font-size="11">`,
    `<title>Speed relative to NumPy</title>`,
    `<rect width="100%" height="100%" fill="white"/>`,
    text(20, 24, "Speed relative to NumPy (1×), warm; longer is faster", { size: 16 }),
    text(20, 42, `${report.date}, ${report.machine}`, { colour: "#555" }),
    ...legend(peers),
    ...axis(least, most, x, bottom),
    ...groups.flatMap(({ row, speeds }, index) => group(row, speeds, TOP + index * height, x)),
    "</svg>",
    "",
  ].join("\n");
}

function group(
  row: Row,
  speeds: readonly (number | undefined)[],
  top: number,
  x: (value: number) => number,
): string[] {
  const { operation, n, dtype, least } = row.work;
  const size = operation === "matmul" ? `${n}²` : n.toLocaleString("en-US");
  const bars = speeds.flatMap((value, index) => {
    if (value === undefined) return [];
    const [from, to] = [Math.min(x(1), x(value)), Math.max(x(1), x(value))];
    const y = top + index * BAR;
    const bar = `<rect x="${round(from)}" y="${y}" width="${round(Math.max(0.5, to - from))}" height="${BAR - 1}" fill="${COLOURS[index]}"/>`;
    return index === 0 ? [bar, text(to + 3, y + BAR - 1.5, `${value.toFixed(2)}×`, { size: 9 })] : [bar];
  });
  const height = speeds.length * BAR;
  const threshold =
    least === undefined
      ? []
      : [
          `<path d="M${round(x(least))} ${top - 2}V${top + height + 1}" stroke="#000" stroke-dasharray="2 2"/>`,
        ];
  const label = text(LEFT - 8, top + height / 2 + 4, `${FORMULAS[operation]}, ${size}, ${dtype}`, {
    anchor: "end",
  });
  return [label, ...bars, ...threshold];
}

function axis(least: number, most: number, x: (value: number) => number, bottom: number): string[] {
  return Array.from({ length: most - least + 1 }, (_, index) => 2 ** (least + index)).flatMap((value) => [
    `<path d="M${round(x(value))} ${TOP - 6}V${bottom}" stroke="${value === 1 ? "#000" : "#ddd"}"/>`,
    text(x(value), bottom + 14, value >= 1 ? `${value}×` : `1/${1 / value}`, { anchor: "middle" }),
  ]);
}

function legend(peers: readonly string[]): string[] {
  return peers.flatMap((peer, index) => {
    const left = 20 + index * 130;
    return [
      `<rect x="${left}" y="56" width="12" height="12" fill="${COLOURS[index]}"/>`,
      text(left + 17, 66, peer),
    ];
  });
}

function speed(row: Row, peer: string): number | undefined {
  if (peer === "manycore") return row.ratio;
  const [numpy, result] = [resultOf(row.entries, "NumPy"), resultOf(row.entries, peer)];
  return numpy && result ? numpy.warm / result.warm : undefined;
}

interface TextStyle {
  readonly size?: number;
  readonly colour?: string;
  readonly anchor?: "middle" | "end";
}

function text(x: number, y: number, content: string, { size, colour, anchor }: TextStyle = {}): string {
  const attributes = [
    size ? ` font-size="${size}"` : "",
    colour ? ` fill="${colour}"` : "",
    anchor ? ` text-anchor="${anchor}"` : "",
  ].join("");
  const escaped = content.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  return `<text x="${round(x)}" y="${round(y)}"${attributes}>${escaped}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
