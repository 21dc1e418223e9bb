/** Tells a person how far the work is; the answers go elsewhere. */
export interface Progress {
  /** A piece of work begins. */
  begin(title: string): void;
  /** So much of it is done. */
  update(done: number, total: number): void;
  /** It has ended; a few words on how. */
  end(note: string): void;
}

/** Where progress is written: `process.stderr`, or a test's own. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const BAR = 24;
/** Redrawing more often than an eye can follow would only cost time. */
const REDRAW_MS = 50;

/** Nothing is told, as for `--json`. */
export const silence: Progress = { begin() {}, update() {}, end() {} };

/**
 * A bar that is redrawn in place on a terminal, and plain lines, one a piece of work, in a file or pipe.
 *
 * @param terminal where to write
 * @param now milliseconds, for tests
 */
export function progressOn(terminal: Terminal, now: () => number = () => performance.now()): Progress {
  return terminal.isTTY ? bar(terminal, now) : lines(terminal, now);
}

function bar(terminal: Terminal, now: () => number): Progress {
  let title = "";
  let began = 0;
  let drawn = -Infinity;
  // Some terminals don't know their width and say 0.
  const draw = (text: string) => terminal.write(`\r${text.slice(0, (terminal.columns || 80) - 1)}\u001b[K`);
  return {
    begin(text) {
      title = text;
      began = now();
      drawn = -Infinity;
      draw(title);
    },
    update(done, total) {
      if (now() - drawn < REDRAW_MS && done < total) return;
      drawn = now();
      const part = total > 0 ? Math.min(1, done / total) : 0;
      const full = Math.round(part * BAR);
      draw(`${title} ▕${"█".repeat(full)}${" ".repeat(BAR - full)}▏ ${Math.floor(part * 100)} %`);
    },
    end(note) {
      draw(`${title}: ${note} (${seconds(now() - began)})`);
      terminal.write("\n");
    },
  };
}

function lines(terminal: Terminal, now: () => number): Progress {
  let title = "";
  let began = 0;
  return {
    begin(text) {
      title = text;
      began = now();
    },
    update() {},
    end: (note) => terminal.write(`${title}: ${note} (${seconds(now() - began)})\n`),
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
}
