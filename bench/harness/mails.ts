import { isUtf8 } from "node:buffer";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { textFiles } from "../../examples/word-count/text_files.js";

/**
 * Writes mails into one file, `mails.txt`, and each into its own in `mails/`. One mail in twelve isn't UTF-8; such a one is taken for Latin-1, so that
 * no peer has to guess.
 *
 * @param scale which part of them
 * @returns how many there are
 */
export function writeMails(corpus: string, folder: string, scale: number): number {
  const { paths } = textFiles(corpus);
  const chosen = paths.slice(0, Math.round(paths.length * scale));
  mkdirSync(join(folder, "mails"));
  for (const [index, path] of chosen.entries()) {
    const bytes = readFileSync(path);
    const text = bytes.toString(isUtf8(bytes) ? "utf8" : "latin1");
    const whole = text.endsWith("\n") ? text : `${text}\n`;
    writeFileSync(join(folder, "mails", `${`${index}`.padStart(5, "0")}.txt`), whole);
    appendFileSync(join(folder, "mails.txt"), whole);
  }
  return chosen.length;
}
