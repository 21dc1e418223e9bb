/** Replacements in a text, given by positions in the original. */
export class Edits {
  readonly #edits: { start: number; end: number; text: string }[] = [];

  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text });
  }

  /** Takes over the replacements of another. */
  add(others: Edits): void {
    this.#edits.push(...others.#edits);
  }

  /**
   * The piece from `start` to `end` of the original with what was replaced in it. Of replacements one inside the
   * other the outer one counts.
   */
  apply(original: string, start: number, end: number): string {
    const inside = this.#edits
      .filter((edit) => edit.start >= start && edit.end <= end)
      .sort((a, b) => a.start - b.start || b.end - a.end);
    let result = "";
    let done = start;
    for (const edit of inside) {
      if (edit.start < done) continue;
      result += original.slice(done, edit.start) + edit.text;
      done = edit.end;
    }
    return result + original.slice(done, end);
  }
}
