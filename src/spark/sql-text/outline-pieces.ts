/** The outline's text, and where each part of it came from. */
import { type Atom, atomName } from "./atoms.js";

export interface Outline {
  readonly text: string;
  readonly atoms: readonly Atom[];
  /** How often a word stands in it. */
  readonly words: ReadonlyMap<string, number>;
  /** Where in the query the outline's character came from. */
  placeOf(offset: number): number;
}

export interface Piece {
  readonly text: string;
  readonly atom?: number;
  /** Of the token that it was made of. */
  readonly start: number;
}

/** What has been written of an outline. */
interface Written {
  readonly text: string;
  readonly atoms: Atom[];
  readonly pieces: readonly Piece[];
  readonly words: ReadonlyMap<string, number>;
}

export function outlineOfPieces(out: Written): Outline {
  const pieces = collapsed(out);
  const starts: number[] = [];
  let text = "";
  for (const piece of pieces) {
    starts.push(text.length);
    text += `${piece.text} `;
  }
  const end = out.text.length;
  return {
    text,
    atoms: out.atoms,
    words: out.words,
    placeOf: (offset) => {
      const index = starts.findLastIndex((start) => start <= offset);
      return pieces[index]?.start ?? end;
    },
  };
}

/** The pieces with each run `zq1 + zq2 + zq3` in one: the parser's trees are as deep as a run is long, and it has a limit. */
function collapsed(out: Written): Piece[] {
  const made: Piece[] = [];
  const pieces = out.pieces;
  for (let at = 0; at < pieces.length; at++) {
    const items: number[] = [];
    let last = at;
    // A dot before it makes it a field.
    if (pieces[at - 1]?.text !== ".") {
      for (let i = at; pieces[i]?.atom !== undefined; i += 2) {
        if (holdsMore(pieces[i + 1]?.text)) break;
        items.push(pieces[i]!.atom!);
        last = i;
        if (pieces[i + 1]?.text !== "+") break;
      }
    }
    if (items.length < 2) made.push(pieces[at]!);
    else {
      out.atoms.push({ kind: "chain", items });
      made.push({ text: atomName(out.atoms.length - 1), start: pieces[at]!.start });
      at = last;
    }
  }
  return made;
}

/** Whether what follows a name or call belongs to it more tightly than any operator. */
function holdsMore(next: string | undefined): boolean {
  return next === "[" || next === "." || next === "(" || next === "->" || next === "=>";
}
