import type { Expression } from "../proto/index.js";
import { parseException } from "./syntax-error.js";

/** What `:name` and `?` stand for. */
export class Parameters {
  readonly #named: ReadonlyMap<string, Expression>;
  readonly #positional: readonly Expression[];
  #taken = 0;

  constructor(given: Readonly<Record<string, Expression>> | readonly Expression[] = []) {
    this.#positional = Array.isArray(given) ? (given as readonly Expression[]) : [];
    this.#named = new Map(Array.isArray(given) ? [] : Object.entries(given));
  }

  /** @param name "" for the next `?` @throws ParseException with UNBOUND_SQL_PARAMETER */
  take(name: string, text: string, at: number): Expression {
    const found = name === "" ? this.#positional[this.#taken++] : this.#named.get(name);
    if (found !== undefined) return found;
    const shown = name === "" ? `_${at}` : name;
    throw parseException(
      text,
      at,
      "UNBOUND_SQL_PARAMETER",
      `Found the unbound parameter: ${shown}. Please, fix \`args\` and provide a mapping of the parameter to either a SQL literal or collection constructor functions such as \`map()\`, \`array()\`, \`struct()\`.`,
      { name: shown },
      "42P02",
    );
  }
}
