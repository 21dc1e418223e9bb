/** The innermost loops of a disassembly: what runs most. */

/** Instructions of each loop that has no other inside, one a line. */
export function innerLoops(listing: string): string[][] {
  const found: string[][] = [];
  const open: { kind: string; lines: string[]; nested: boolean }[] = [];
  for (const line of listing.split("\n").map((each) => each.trim())) {
    const word = line.split(" ")[0] as string;
    if (word === "(func") open.length = 0;
    if (word === "block" || word === "loop" || word === "if") {
      if (word === "loop") for (const each of open) if (each.kind === "loop") each.nested = true;
      open.push({ kind: word, lines: [], nested: false });
      continue;
    }
    if (word === "end") {
      const closed = open.pop();
      if (closed?.kind === "loop" && !closed.nested) found.push(closed.lines);
      else if (closed !== undefined && open.length > 0) open[open.length - 1]?.lines.push(...closed.lines);
      if (closed?.kind === "loop" && !closed.nested) open[open.length - 1]?.lines.push();
      continue;
    }
    open[open.length - 1]?.lines.push(line);
  }
  return found;
}

/** True for an instruction on a v128. */
export const isVector = (line: string): boolean => /^(v128|[if]\d+x\d+)\./.test(line);

/** Arithmetic on one float: what vector code has none of. */
export const isScalarFloat = (line: string): boolean =>
  /^f(32|64)\.(add|sub|mul|div|sqrt|min|max)\b/.test(line);
