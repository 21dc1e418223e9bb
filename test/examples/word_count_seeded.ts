import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Seeded } from "../support/seeded.js";

/** Pieces that find mistakes about what a word is. All are in Unicode 14, Python 3.11's. */
const PIECES = [
  ..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  ..."''''____----....",
  ...[" ", " ", " ", " ", "\n", "\r\n", "\t", "\u00a0", "\ufeff", "\u0000", "\u2028"],
  // Quotation marks and an ellipsis beyond ASCII are no letters; the typographic apostrophe isn't ours.
  ...["’", "“", "”", "…", "—", "€", "😀"],
  // Letters whose lower case is longer, depends on what follows, or is what they are.
  ...["İ", "ß", "ẞ", "Σ", "ΑΣ", "ς", "É", "é", "e\u0301", "Ж", "ﬁ", "Ǆ"],
  ...["漢", "字", "한", "ก็", "नि", "א", "ב", "٣", "Ⅷ", "½", "ª"],
  // Beyond the first plane, and full-width ones that UTF-16 sorts after them.
  ...["𝐀", "𝟙", "𐐀", "Ａ", "ｚ"],
];

/**
 * Fills a folder with texts: few words that are often met and many that are rare, in nested folders, with a file that
 * isn't UTF-8 and one that is empty among them.
 *
 * @returns the paths that can't be counted
 */
export function seededTexts(folder: string, seed: number, files: number): string[] {
  const random = new Seeded(seed);
  const frequent = Array.from({ length: 12 }, () => word(random, 3));
  for (let index = 0; index < files; index++) {
    const into = join(
      folder,
      ...Array.from({ length: random.integer(0, 3) }, () => `in ${random.pick([..."ab"])}`),
    );
    mkdirSync(into, { recursive: true });
    const words = Array.from({ length: random.integer(0, 300) }, () =>
      random.next() < 0.5 ? `${random.pick(frequent)} ` : word(random, 12),
    );
    writeFileSync(join(into, `${index}.txt`), words.join(""));
  }
  writeFileSync(join(folder, "notes.md"), "not a text file, not counted\n");
  writeFileSync(join(folder, "empty.txt"), "");
  writeFileSync(join(folder, "latin-1.txt"), Buffer.from("caf\xe9 au lait", "latin1"));
  return [join(folder, "latin-1.txt")];
}

function word(random: Seeded, longest: number): string {
  return Array.from({ length: random.integer(1, longest) }, () => random.pick(PIECES)).join("");
}
