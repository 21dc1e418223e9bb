/** Statements that do something and that no message of Spark Connect says: only an engine that reads SQL itself has them. */
import type { Relation } from "../proto/index.js";

export interface TableDefinition {
  /** Columns in SQL's words; left out, those of the query or of the files. */
  readonly columns: string | undefined;
  readonly format: string | undefined;
  readonly options: Readonly<Record<string, string>>;
  readonly partitions: readonly string[];
  readonly location: string | undefined;
  readonly comment: string | undefined;
  readonly properties: Readonly<Record<string, string>>;
}

/** Columns of which folders' names speak, with the values that are given; a column without one is the query's. */
export type PartitionSpec = readonly { readonly column: string; readonly value?: string | null }[];

export type Statement =
  | {
      readonly does: "create table";
      readonly name: readonly string[];
      readonly ifNotExists: boolean;
      readonly orReplace: boolean;
      readonly table: TableDefinition;
      readonly query: Relation | undefined;
    }
  | {
      readonly does: "create view";
      readonly name: readonly string[];
      readonly ifNotExists: boolean;
      readonly orReplace: boolean;
      readonly comment: string | undefined;
      readonly query: Relation;
    }
  | {
      readonly does: "insert";
      readonly into: readonly string[];
      /** Which columns the query gives; left out, all in their order. */
      readonly columns: readonly string[] | undefined;
      readonly byName: boolean;
      readonly overwrite: boolean;
      readonly partition: PartitionSpec;
      /** Nothing is done when the partition is there. */
      readonly ifNotExists: boolean;
      readonly query: Relation;
    }
  | {
      readonly does: "insert directory";
      readonly path: string | undefined;
      readonly format: string;
      readonly options: Readonly<Record<string, string>>;
      readonly query: Relation;
    }
  | {
      readonly does: "drop";
      readonly what: "table" | "view";
      readonly name: readonly string[];
      readonly ifExists: boolean;
    }
  | {
      readonly does: "rename";
      readonly what: "table" | "view";
      readonly name: readonly string[];
      readonly to: readonly string[];
    }
  | {
      readonly does: "add columns";
      readonly name: readonly string[];
      /** In SQL's words. */
      readonly columns: string;
    }
  | { readonly does: "alter view"; readonly name: readonly string[]; readonly query: Relation }
  /** What Spark's tables of files don't let be done. */
  | { readonly does: "refused"; readonly name: readonly string[]; readonly operation: string }
  | { readonly does: "show partitions"; readonly name: readonly string[]; readonly partition: PartitionSpec }
  | { readonly does: "show current" }
  | { readonly does: "truncate"; readonly name: readonly string[]; readonly partition: PartitionSpec }
  | {
      readonly does: "create database";
      readonly name: string;
      readonly ifNotExists: boolean;
      readonly comment: string | undefined;
    }
  | {
      readonly does: "drop database";
      readonly name: string;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | { readonly does: "use"; readonly database: string }
  | {
      readonly does: "show";
      readonly what: "tables" | "views" | "databases" | "functions" | "catalogs";
      readonly database: string | undefined;
      /** `*` is anything, `|` is or. */
      readonly like: string | undefined;
    }
  | { readonly does: "show columns"; readonly name: readonly string[] }
  | { readonly does: "describe"; readonly name: readonly string[]; readonly extended: boolean }
  | {
      readonly does: "describe column";
      readonly name: readonly string[];
      readonly column: readonly string[];
      readonly extended: boolean;
    }
  | { readonly does: "describe database"; readonly name: string; readonly extended: boolean }
  | { readonly does: "show create table"; readonly name: readonly string[] }
  | { readonly does: "show properties"; readonly name: readonly string[]; readonly key: string | undefined }
  | {
      readonly does: "change properties";
      readonly name: readonly string[];
      readonly set: Readonly<Record<string, string>>;
      readonly unset: readonly string[];
    }
  | {
      readonly does: "comment on";
      readonly what: "table" | "database";
      readonly name: readonly string[];
      readonly comment: string;
    }
  | {
      readonly does: "create table like";
      readonly name: readonly string[];
      readonly like: readonly string[];
      readonly ifNotExists: boolean;
      readonly table: TableDefinition;
    }
  | { readonly does: "describe query"; readonly query: Relation }
  | { readonly does: "set"; readonly key: string | undefined; readonly value: string | undefined }
  | { readonly does: "reset"; readonly key: string | undefined }
  | {
      readonly does: "cache";
      readonly name: readonly string[];
      readonly lazy: boolean;
      readonly query: Relation | undefined;
    }
  | { readonly does: "uncache"; readonly name: readonly string[]; readonly ifExists: boolean }
  | { readonly does: "explain"; readonly query: Relation };
