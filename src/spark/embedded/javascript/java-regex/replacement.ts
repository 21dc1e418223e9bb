/** What Java puts in the place of what fits: `$1` and `${name}` are what groups caught, a backslash takes the meaning of the next letter. */
import { RowError } from "../javascript-function.js";
import type { JavaRegex } from "./index.js";

/** @throws RowError as Spark for one that names no group */
export function replacementOf(by: string, regex: JavaRegex, match: RegExpExecArray): string {
  if (!/[$\\]/.test(by)) return by;
  let found = "";
  for (let i = 0; i < by.length; ) {
    const letter = by[i++]!;
    if (letter === "\\") {
      if (i === by.length) throw wrong(by, "an escape character is its last");
      found += by[i++];
    } else if (letter === "$") {
      const [number, next] = groupAt(by, i, regex);
      found += match[number] ?? "";
      i = next;
    } else found += letter;
  }
  return found;
}

/** A group's number, and where what stands behind it begins. As many digits are taken as make the number of a group. */
function groupAt(by: string, at: number, regex: JavaRegex): readonly [number, number] {
  const name = /^\{([A-Za-z][A-Za-z0-9]*)\}/.exec(by.slice(at));
  if (name !== null) {
    const number = regex.names.get(name[1]!);
    if (number === undefined) throw wrong(by, `there is no group ${name[1]}`);
    return [number, at + name[0].length];
  }
  if (!/[0-9]/.test(by[at] ?? "")) throw wrong(by, "no group stands behind a $");
  let number = Number(by[at]);
  if (number > regex.groups) throw wrong(by, `there is no group ${number}`);
  let next = at + 1;
  for (; /[0-9]/.test(by[next] ?? ""); next++) {
    const longer = number * 10 + Number(by[next]);
    if (longer > regex.groups) break;
    number = longer;
  }
  return [number, next];
}

function wrong(by: string, why: string): RowError {
  return new RowError("INVALID_REGEXP_REPLACE", `The replacement '${by}' is wrong: ${why}.`);
}
