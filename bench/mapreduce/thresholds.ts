import { median } from "../harness/median.js";
import { resultOf, timesOf } from "../harness/race.js";
import type { Threshold } from "../harness/report_tables.js";
import type { Row } from "./race.js";
import { allowedMegabytes } from "./work.js";

/** What is asked of a row; what couldn't be found, because a peer isn't here, is left out. */
export function thresholdsOf({ work, entries, ratios }: Row): Threshold[] {
  const found: Threshold[] = [];
  const tell = (asked: string, text: string, met: boolean) =>
    found.push({ row: work.title, asked, found: text, met });
  for (const { of, least } of work.asked) {
    const ratio = ratios[of] ?? Number.NaN;
    if (!Number.isNaN(ratio)) tell(`${least} × the speed of ${of}`, `${ratio.toFixed(2)} ×`, ratio >= least);
  }
  const ours = resultOf(entries, "manycore");
  if (work.bounded && ours && !Number.isNaN(ours.peak)) {
    const most = allowedMegabytes(work);
    tell(`at most ${most} MB resident`, `${ours.peak.toFixed(0)} MB`, ours.peak <= most);
  }
  const { shuffledBytes, mappedBytes } = ours ?? {};
  const plain = resultOf(entries, "manycore, no combiner")?.shuffledBytes;
  const share = (what: string, of: number | undefined) => {
    if (work.shuffled === undefined || shuffledBytes === undefined || of === undefined) return;
    const found = `${(shuffledBytes / of).toFixed(2)} (${megabytes(shuffledBytes)} of ${megabytes(of)})`;
    tell(`${work.shuffled} or less of the bytes ${what}`, found, shuffledBytes / of <= work.shuffled);
  };
  share("that the mappers yield", mappedBytes);
  share("shuffled without the combiner", plain);
  return found;
}

/** Megabytes of input a second. */
export function throughput({ work, entries }: Row, peer: string): number {
  return work.input.bytes / 1e3 / median(timesOf(resultOf(entries, peer)));
}

/** Bytes for people. */
export function megabytes(bytes: number): string {
  if (bytes === 0) return "nothing";
  const value = bytes / 1e6;
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(1)} MB`;
}
