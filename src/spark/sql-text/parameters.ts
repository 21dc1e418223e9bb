import { AnalysisException } from "../errors/index.js";
import type { Expression } from "../proto/index.js";

/** What `:name` and `?` stand for. */
export class Parameters {
  readonly #named: ReadonlyMap<string, Expression>;
  readonly #positional: readonly Expression[];
  #taken = 0;

  constructor(given: Readonly<Record<string, Expression>> | readonly Expression[] = []) {
    this.#positional = Array.isArray(given) ? (given as readonly Expression[]) : [];
    this.#named = new Map(Array.isArray(given) ? [] : Object.entries(given));
  }

  /** @param name "" for the next `?` @throws AnalysisException UNBOUND_SQL_PARAMETER */
  take(name: string, text: string, at: number): Expression {
    const found = name === "" ? this.#positional[this.#taken++] : this.#named.get(name);
    if (found !== undefined) return found;
    const shown = name === "" ? `_${at}` : name;
    const condition = "UNBOUND_SQL_PARAMETER";
    const before = text.slice(0, at).split("\n");
    const place = `line ${before.length} pos ${before.at(-1)!.length}`;
    throw new AnalysisException(
      `[${condition}] Nothing was given for the parameter ${shown}: pass it to sql() beside the text. SQLSTATE: 42P02; ${place}`,
      { condition, messageParameters: { name: shown }, sqlState: "42P02" },
    );
  }
}
