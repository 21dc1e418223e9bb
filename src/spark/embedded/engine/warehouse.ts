/**
 * Tables that a session saves. As in a Spark without Hive, it forgets at its end which tables there are; their files stay where the setting
 * spark.sql.warehouse.dir says, and without the setting they are in a folder of the session's own and go with it.
 */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { TemporaryFolder } from "../../engine/temporary-folder.js";
import type { AnalysisException } from "../../errors/index.js";
import type { Relation } from "../../proto/index.js";
import type { StructType } from "../../types/index.js";
import { analysisError } from "../analyze/analysis-errors.js";
import { quotedName } from "../analyze/quoted-name.js";
import { localPath } from "./find-files.js";

export const CATALOG = "spark_catalog";
const DEFAULT_DATABASE = "default";

export interface SavedDatabase {
  readonly name: string;
  readonly comment: string;
}

interface Saved {
  readonly database: string;
  readonly name: string;
  readonly comment: string | undefined;
}

export interface SavedTable extends Saved {
  readonly kind: "table";
  readonly format: string;
  readonly location: string;
  /** Whether its files go when it is dropped. */
  readonly managed: boolean;
  /** The columns of which folders' names speak are the last. */
  readonly schema: StructType;
  readonly partitions: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  /** The options as they were written, where they are known to have been. */
  readonly written: Readonly<Record<string, string>> | undefined;
  readonly properties: Readonly<Record<string, string>>;
  readonly created: Date;
}

export interface SavedView extends Saved {
  readonly kind: "view";
  readonly relation: Relation;
}

/** A database and a name in it. */
export interface SavedName {
  readonly database: string;
  readonly name: string;
}

export class Warehouse {
  /** What the setting says. */
  readonly #place: () => string | undefined;
  readonly #databases = new Map<string, SavedDatabase>();
  readonly #saved = new Map<string, SavedTable | SavedView>();
  #own: TemporaryFolder | undefined;
  current = DEFAULT_DATABASE;

  constructor(place: () => string | undefined) {
    this.#place = place;
    this.#databases.set(DEFAULT_DATABASE, { name: DEFAULT_DATABASE, comment: "default database" });
  }

  get databases(): readonly SavedDatabase[] {
    return [...this.#databases.values()];
  }

  database(name: string): SavedDatabase | undefined {
    return this.#databases.get(name.toLowerCase());
  }

  /** @throws AnalysisException SCHEMA_NOT_FOUND */
  mustHave(name: string): SavedDatabase {
    const found = this.database(name);
    if (found !== undefined) return found;
    throw analysisError(
      "SCHEMA_NOT_FOUND",
      `There is no database \`${name}\`.`,
      { schemaName: `\`${CATALOG}\`.\`${name}\`` },
      "42704",
    );
  }

  /** @throws AnalysisException SCHEMA_ALREADY_EXISTS */
  createDatabase(name: string, comment = ""): void {
    const key = name.toLowerCase();
    if (this.#databases.has(key)) {
      throw analysisError(
        "SCHEMA_ALREADY_EXISTS",
        `There is a database \`${key}\` already.`,
        { schemaName: `\`${key}\`` },
        "42P06",
      );
    }
    this.#databases.set(key, { name: key, comment });
  }

  /** @throws AnalysisException SCHEMA_NOT_FOUND */
  comment(name: string, comment: string): void {
    const found = this.mustHave(name);
    this.#databases.set(found.name, { ...found, comment });
  }

  /** @throws AnalysisException SCHEMA_NOT_FOUND, SCHEMA_NOT_EMPTY */
  async dropDatabase(name: string, cascade: boolean): Promise<void> {
    const key = this.mustHave(name).name;
    if (key === DEFAULT_DATABASE) {
      throw analysisError(
        "UNSUPPORTED_FEATURE.DROP_DATABASE",
        "The database `default` stays.",
        { database: "`default`" },
        "0A000",
      );
    }
    const within = this.in(key);
    if (within.length > 0 && !cascade) {
      throw analysisError(
        "SCHEMA_NOT_EMPTY",
        `The database \`${key}\` has ${within.length} tables and views; CASCADE drops them too.`,
        { schemaName: `\`${key}\`` },
        "2BP01",
      );
    }
    for (const saved of within) await this.drop(saved);
    this.#databases.delete(key);
    if (this.current === key) this.current = DEFAULT_DATABASE;
  }

  /** What a name means; undefined for one of another catalog, or with more parts. */
  nameOf(parts: readonly string[]): SavedName | undefined {
    const own = parts.length === 3 && parts[0]!.toLowerCase() === CATALOG ? parts.slice(1) : parts;
    if (own.length > 2) return undefined;
    return {
      database: (own.length === 2 ? own[0]! : this.current).toLowerCase(),
      name: own.at(-1)!.toLowerCase(),
    };
  }

  find(parts: readonly string[]): SavedTable | SavedView | undefined {
    const name = this.nameOf(parts);
    return name === undefined ? undefined : this.#saved.get(keyOf(name));
  }

  in(database: string): readonly (SavedTable | SavedView)[] {
    return [...this.#saved.values()]
      .filter((saved) => saved.database === database.toLowerCase())
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  put(saved: SavedTable | SavedView): void {
    this.#saved.set(keyOf(saved), saved);
  }

  async drop(saved: SavedTable | SavedView): Promise<void> {
    this.#saved.delete(keyOf(saved));
    if (saved.kind === "table" && saved.managed) await rm(saved.location, { recursive: true, force: true });
  }

  /** Where the tables of a database lie. */
  folderOf(database: string): string {
    const place = this.#place();
    this.#own ??= place === undefined ? new TemporaryFolder("warehouse") : undefined;
    const root = place === undefined ? this.#own!.path : localPath(place);
    return database === DEFAULT_DATABASE ? root : join(root, `${database}.db`);
  }

  /** Where the files of a table without a place of its own lie. @throws AnalysisException LOCATION_ALREADY_EXISTS */
  async newLocation({ database, name }: SavedName): Promise<string> {
    const folder = join(this.folderOf(database), name);
    const before = await readdir(folder).catch(() => []);
    if (before.length > 0) {
      throw analysisError(
        "LOCATION_ALREADY_EXISTS",
        `The table ${savedName({ database, name })} would be in file:${folder}, where files are already. Take them away, or give the table a path.`,
        { location: `'file:${folder}'`, identifier: savedName({ database, name }) },
        "42710",
      );
    }
    return folder;
  }

  /** Takes away what nobody asked to be kept. */
  async close(): Promise<void> {
    await this.#own?.remove();
  }
}

function keyOf({ database, name }: SavedName): string {
  return `${database}.${name}`;
}

/** `spark_catalog`.`default`.`t`. */
export function savedName({ database, name }: SavedName): string {
  return quotedName([CATALOG, database, name]);
}

export function alreadyThere(name: SavedName): AnalysisException {
  return analysisError(
    "TABLE_OR_VIEW_ALREADY_EXISTS",
    `There is a table or view ${savedName(name)} already.`,
    { relationName: savedName(name) },
    "42P07",
  );
}
