import { ValueError } from "../../errors.js";

/**
 * A command's words as a POSIX shell would see them, without a shell that expands anything: what Python's `shlex.split` does.
 * https://docs.python.org/3/library/shlex.html#shlex.split
 *
 * @throws ValueError for a quotation or an escape without an end, and for no word at all
 */
export function shellWords(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < command.length; at++) {
    const c = command[at]!;
    if (c === "'") {
      const end = command.indexOf("'", at + 1);
      if (end < 0) throw noEnd("quotation", command);
      word = (word ?? "") + command.slice(at + 1, end);
      at = end;
    } else if (c === '"') {
      word ??= "";
      for (at++; command[at] !== '"'; at++) {
        // Within it a backslash escapes itself and the quotation mark, and stands for itself before anything else.
        if (command[at] === "\\" && (command[at + 1] === '"' || command[at + 1] === "\\")) at++;
        if (at >= command.length) throw noEnd("quotation", command);
        word += command[at];
      }
    } else if (c === "\\") {
      at++;
      if (at >= command.length) throw noEnd("escaped character", command);
      word = (word ?? "") + command[at];
    } else if (/\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + c;
    }
  }
  if (word !== undefined) words.push(word);
  if (words.length === 0) throw new ValueError("pipe() needs a command, and the one given has no word");
  return words;
}

function noEnd(what: string, command: string): ValueError {
  return new ValueError(`The command ${JSON.stringify(command)} has no end of its ${what}`);
}
