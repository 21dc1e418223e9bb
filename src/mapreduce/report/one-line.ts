/** Text of any origin on one line of a terminal. */

// The C0 and C1 sets, and what Unicode breaks lines at: a status or a key from the input must not move the cursor.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

const ELLIPSIS = "…";

/** Replaces control characters by a space. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, " ");
}

/**
 * Cuts a text so that it takes at most `columns` columns. Characters beyond ASCII are reckoned as two columns wide, which only the
 * East Asian and emoji ones are: a line that is too long would be broken and never be cleared, one that is short does no harm.
 */
export function fitColumns(text: string, columns: number): string {
  let used = 0;
  let fits = 0;
  let at = 0;
  for (const character of text) {
    used += width(character);
    if (used > columns) return columns < 2 ? "" : `${text.slice(0, fits)}${ELLIPSIS}`;
    at += character.length;
    // The ellipsis has to find room behind what is kept.
    if (used <= columns - 2) fits = at;
  }
  return text;
}

function width(character: string): number {
  return character < "\u007f" ? 1 : 2;
}
