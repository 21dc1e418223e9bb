import { bytesText, countText, percentText } from "./amounts.js";
import { fitColumns, withoutControls } from "./one-line.js";

/** How far a job is. */
export interface Progress {
  /** Which step runs, from 1 on. */
  readonly step: number;
  readonly steps: number;
  /** The part of the step's map work that is done, from 0 to 1. */
  readonly map: number;
  /** The same of its reduce work; left out where the step has no reducer. */
  readonly reduce?: number;
  /** Records that the tasks have read since the job began, maps and reduces together. */
  readonly records: number;
  /** Temporary data that has gone to the disk. */
  readonly spilledBytes: number;
  /** What a task said last by `setStatus`. */
  readonly status?: string;
}

/** Where progress is written: `process.stderr`, or a test's own. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressLineOptions {
  readonly terminal?: Terminal;
  /** Tell also where there is no terminal, in plain lines: `--progress`. */
  readonly asked?: boolean;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** Redrawing more often than an eye can follow would only cost time. */
const REDRAW_MS = 100;
/** In a file or a pipe nothing is drawn over, and somebody may read it all. */
const LINE_MS = 10_000;
/** The records a second are those of so long a time: long enough to be read, short enough to tell when it gets slower. */
const RATE_MS = 3000;
/** ECMA-48's EL. Blanks wouldn't do: how many are needed depends on how wide the terminal draws a character. */
const ERASE_TO_END = "\u001b[K";

/**
 * One line that says how far a job is, drawn over itself on a terminal and gone when the job is:
 *
 *     step 1 of 2 · map 63 % · reduce 0 % · 1,234,567 records/s · spilled 1.2 GB
 *
 * Elsewhere nothing is written, or plain lines, one in ten seconds, if `asked`. It holds no timer: what keeps quiet costs nothing.
 */
export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #drawsOver: boolean;
  readonly #tells: boolean;
  readonly #now: () => number;
  readonly #rate = new Rate();
  /** When a line was last written, and of which step. */
  #told = -Infinity;
  #step = 0;
  /** What stands on the terminal's line. */
  #drawn = "";
  #ended = false;

  constructor({
    terminal = process.stderr,
    asked = false,
    now = () => performance.now(),
  }: ProgressLineOptions = {}) {
    this.#terminal = terminal;
    // A dumb terminal (Emacs' shell) can't go back on its line.
    const dumb = terminal === process.stderr && process.env.TERM === "dumb";
    this.#drawsOver = terminal.isTTY === true && !dumb;
    this.#tells = this.#drawsOver || asked;
    this.#now = now;
  }

  /** Whether anything will be shown, so that a caller needn't gather what nobody reads. */
  get tells(): boolean {
    return this.#tells && !this.#ended;
  }

  /** Called as often as you like; most calls only look at the clock. */
  update(progress: Progress): void {
    if (!this.tells) return;
    const now = this.#now();
    this.#rate.measure(now, progress.records);
    const often = this.#drawsOver ? REDRAW_MS : LINE_MS;
    if (now - this.#told < often && progress.step === this.#step) return;
    this.#told = now;
    this.#step = progress.step;
    const text = progressText(progress, this.#rate.perSecond);
    if (this.#drawsOver) this.#draw(text);
    else this.#terminal.write(`${text}\n`);
  }

  /** Writes lines of others (warnings, what a task printed) so that they and the progress don't run into each other. */
  say(text: string): void {
    const line = this.#drawn;
    this.#clear();
    this.#terminal.write(text.endsWith("\n") ? text : `${text}\n`);
    if (line !== "") this.#draw(line);
  }

  /** Takes the line away. Later calls of `update` do nothing. */
  end(): void {
    this.#clear();
    this.#ended = true;
  }

  #draw(text: string): void {
    // Some terminals don't know their width and say 0. In the last column many break the line.
    this.#drawn = fitColumns(text, (this.#terminal.columns || 80) - 1);
    this.#terminal.write(`\r${this.#drawn}${ERASE_TO_END}`);
  }

  #clear(): void {
    if (this.#drawn === "") return;
    this.#terminal.write(`\r${ERASE_TO_END}`);
    this.#drawn = "";
  }
}

function progressText(
  { step, steps, map, reduce, spilledBytes, status }: Progress,
  perSecond: number,
): string {
  const parts = [`map ${percentText(map)}`];
  if (steps > 1) parts.unshift(`step ${step} of ${steps}`);
  if (reduce !== undefined) parts.push(`reduce ${percentText(reduce)}`);
  parts.push(`${countText(perSecond)} records/s`);
  if (spilledBytes > 0) parts.push(`spilled ${bytesText(spilledBytes)}`);
  if (status) parts.push(withoutControls(status));
  return parts.join(" · ");
}

/** Records a second over the last few seconds. */
class Rate {
  readonly #times: number[] = [];
  readonly #records: number[] = [];

  measure(now: number, records: number): void {
    const last = this.#times.length - 1;
    // A task that failed takes its records back: begin anew, since a negative rate says nothing.
    if (last >= 0 && records < (this.#records[last] as number)) this.#forget(last + 1);
    else if (last > 0 && now - (this.#times[last - 1] as number) < REDRAW_MS) {
      this.#times[last] = now;
      this.#records[last] = records;
      return;
    }
    this.#times.push(now);
    this.#records.push(records);
    const old = this.#times.findIndex((time) => now - time <= RATE_MS);
    // One older than that stays, so that there is a difference to speak of when updates are rare.
    if (old > 1) this.#forget(old - 1);
  }

  get perSecond(): number {
    const last = this.#times.length - 1;
    if (last < 1) return 0;
    const ms = (this.#times[last] as number) - (this.#times[0] as number);
    return ms > 0 ? (((this.#records[last] as number) - (this.#records[0] as number)) * 1000) / ms : 0;
  }

  #forget(count: number): void {
    this.#times.splice(0, count);
    this.#records.splice(0, count);
  }
}
