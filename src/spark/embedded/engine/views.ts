import { TempTableAlreadyExistsException } from "../../errors/index.js";
import type { Relation } from "../../proto/index.js";
import { quoted } from "../analyze/quoted-name.js";
import type { View } from "../analyze/session.js";

export const GLOBAL = "global_temp";

/** The session's views: names of plans. There are no other tables. */
export class SessionViews {
  readonly #views = new Map<string, View & { readonly global: boolean }>();

  /** @throws TempTableAlreadyExistsException TEMP_TABLE_OR_VIEW_ALREADY_EXISTS */
  create(
    name: string,
    relation: Relation,
    options: { readonly global: boolean; readonly replace: boolean },
  ): void {
    const key = keyOf(name, options.global);
    if (!options.replace && this.#views.has(key)) {
      throw new TempTableAlreadyExistsException(
        `[TEMP_TABLE_OR_VIEW_ALREADY_EXISTS] There is a view ${quoted(name)} already. SQLSTATE: 42P07`,
        {
          condition: "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
          messageParameters: { relationName: quoted(name) },
          sqlState: "42P07",
        },
      );
    }
    this.#views.set(key, {
      name: options.global ? [GLOBAL, name] : [name],
      relation,
      global: options.global,
    });
  }

  /** @returns whether there was one */
  drop(name: string, global: boolean): boolean {
    return this.#views.delete(keyOf(name, global));
  }

  /** By the parts of its name; views of the session have no database. */
  find(parts: readonly string[], caseSensitive: boolean): View | undefined {
    const [name, database] = [parts.at(-1)!, parts.at(-2)];
    if (parts.length > 2) return undefined;
    if (database !== undefined && database.toLowerCase() !== GLOBAL) return undefined;
    const key = keyOf(name, database !== undefined);
    const found = this.#views.get(key);
    // Spark keeps views' names in small letters, unless names' case matters.
    return found !== undefined && caseSensitive && found.name.at(-1) !== name ? undefined : found;
  }

  *[Symbol.iterator](): Iterator<View & { readonly global: boolean }> {
    yield* this.#views.values();
  }
}

function keyOf(name: string, global: boolean): string {
  return `${global ? GLOBAL : ""}.${name.toLowerCase()}`;
}
