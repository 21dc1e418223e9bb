import { attributeNameSyntax } from "./analysis-errors.js";

/**
 * The parts of a name as a DataFrame's methods take it: dots part it, backticks hold a part together, two of them stand for one.
 *
 * @throws AnalysisException INVALID_ATTRIBUTE_NAME_SYNTAX
 */
export function nameParts(name: string): string[] {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    if (name[at] === "`") {
      let part = "";
      for (at++; ; at++) {
        if (at >= name.length) throw attributeNameSyntax(name);
        if (name[at] !== "`") part += name[at];
        else if (name[at + 1] === "`") part += name[++at];
        else break;
      }
      at++;
      parts.push(part);
    } else {
      const start = at;
      while (at < name.length && name[at] !== ".") {
        if (name[at] === "`") throw attributeNameSyntax(name);
        at++;
      }
      if (at === start) throw attributeNameSyntax(name);
      parts.push(name.slice(start, at));
    }
    if (at === name.length) return parts;
    if (name[at] !== "." || at + 1 === name.length) throw attributeNameSyntax(name);
    at++;
  }
}
