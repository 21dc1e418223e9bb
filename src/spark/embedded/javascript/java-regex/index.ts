/** Java's regular expressions, to be matched with JavaScript's. */
import { NOT_SUPPORTED } from "../../expression/raise.js";
import { RowError } from "../javascript-function.js";
import { kept } from "../kept.js";
import { parseJavaRegex } from "./parse.js";
import { UntranslatedPattern, WrongPattern } from "./tree.js";
import { javaScriptOf, seesWords } from "./write.js";

export class JavaRegex {
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
  readonly #regexp: RegExp;
  readonly #seesWords: boolean;

  /** @throws WrongPattern, UntranslatedPattern */
  constructor(pattern: string, catches: boolean) {
    const parsed = parseJavaRegex(pattern);
    this.groups = parsed.groups;
    this.names = parsed.names;
    this.#seesWords = seesWords(parsed.regex);
    this.#regexp = new RegExp(javaScriptOf(parsed, catches), "gu");
  }

  /**
   * @param catches whether the groups are asked for
   * @throws RowError for a pattern that is wrong, or that JavaScript can't say
   */
  static of(pattern: string, catches: boolean): JavaRegex {
    try {
      return catches ? withGroups(pattern) : withoutGroups(pattern);
    } catch (error) {
      if (error instanceof WrongPattern) {
        throw new RowError(
          "INVALID_PARAMETER_VALUE.PATTERN",
          `'${pattern}' is no regular expression: ${error.message}.`,
        );
      }
      if (error instanceof UntranslatedPattern) {
        throw new RowError(NOT_SUPPORTED, `the regular expression '${pattern}', which has ${error.message},`);
      }
      throw error;
    }
  }

  first(text: string): RegExpExecArray | null {
    this.#ready(text);
    return this.#regexp.exec(text);
  }

  /** All that fit, as Java's Matcher.find goes on: behind the last one, and a place further behind one that is empty. */
  *all(text: string): Generator<RegExpExecArray> {
    this.#ready(text);
    for (let from = 0; from <= text.length; ) {
      this.#regexp.lastIndex = from;
      const found = this.#regexp.exec(text);
      if (found === null) return;
      yield found;
      from = found.index + found[0].length;
      if (found[0] === "") {
        if (text.codePointAt(from)! > 0xffff) {
          throw new RowError(
            NOT_SUPPORTED,
            "a regular expression that fits nothing at all before a character beyond U+FFFF",
          );
        }
        from++;
      }
    }
  }

  #ready(text: string): void {
    this.#regexp.lastIndex = 0;
    if (this.#seesWords && /[^\0-\x7f]/.test(text)) {
      throw new RowError(NOT_SUPPORTED, "\\b in a regular expression for a text that isn't ASCII");
    }
  }
}

/** A column of patterns may have many. */
const MOST_KEPT = 500;
const withGroups = kept((pattern: string) => new JavaRegex(pattern, true), MOST_KEPT);
const withoutGroups = kept((pattern: string) => new JavaRegex(pattern, false), MOST_KEPT);
