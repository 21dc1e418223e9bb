/** What a function over batches gives, as batches of its schema. */
import type { Data, RecordBatch, Schema } from "apache-arrow";
import type { ArrowModule } from "../../types/arrow.js";
import type { BatchMaker } from "./batch-maker.js";
import { gave, shown } from "./failure.js";
import { ColumnForm, type GivenColumn } from "./given-columns.js";

/** Rows in Arrow, of whichever copy of apache-arrow: the function's may be another than ours. */
interface Arrows {
  readonly schema: Schema;
  readonly batches?: readonly RecordBatch[];
  readonly data?: Data;
}

/** Columns of one length, in the schema's order. */
export interface GivenPart {
  readonly length: number;
  readonly columns: readonly GivenColumn[];
}

/** Reads the pieces that a function gives. */
export class GivenRows {
  readonly forms: readonly ColumnForm[];
  readonly #name: string;
  readonly #maker: BatchMaker;
  /** Functions that make a schema once needn't have it compared again and again. */
  #seen: { readonly schema: Schema; readonly places: readonly number[] } | undefined;

  /** @param name the function's */
  constructor(arrow: ArrowModule, name: string, maker: BatchMaker) {
    this.#name = name;
    this.#maker = maker;
    const types = maker.arrowSchema.fields;
    this.forms = maker.schema.fields.map((field, i) => new ColumnForm(arrow, name, field, types[i]!.type));
  }

  /** Whether it is one piece, and not several of them. */
  isPiece(given: unknown): given is object {
    if (typeof given !== "object" || given === null) return false;
    return isArrows(given) || !(Symbol.iterator in given);
  }

  /** The batches of a piece: none when it has no rows. @throws FunctionException for what isn't of the schema */
  *batches(given: unknown): Generator<RecordBatch, void, undefined> {
    for (const part of this.parts(given)) if (part.length > 0) yield this.batchOf(part);
  }

  batchOf({ columns, length }: GivenPart): RecordBatch {
    return this.#maker.make(
      columns.map((column, i) => this.forms[i]!.dataOf(column)),
      length,
    );
  }

  /** A piece's rows. @throws FunctionException for what isn't of the schema */
  parts(given: unknown): GivenPart[] {
    if (!this.isPiece(given)) {
      throw gave(
        this.#name,
        `${shown(given)}, which is no rows: give Arrow's Table or RecordBatch, or columns`,
      );
    }
    if (!isArrows(given)) return [this.#ofColumns(given as Readonly<Record<string, unknown>>)];
    const places = this.#placesIn(given.schema);
    const batches = given.batches ?? [given as { data: Data }];
    return batches.map(({ data }) => ({
      length: data.length,
      columns: this.forms.map((form, i) => form.ofData(data.children[places[i]!]!)),
    }));
  }

  #ofColumns(given: Readonly<Record<string, unknown>>): GivenPart {
    const names = Object.keys(given);
    const places = this.#places(names);
    const columns = this.forms.map((form, i) => form.of(given[names[places[i]!]!]));
    const length = columns[0]?.length ?? 0;
    const odd = columns.findIndex((column) => column.length !== length);
    if (odd >= 0) {
      const [one, other] = [0, odd].map((i) => JSON.stringify(this.forms[i]!.field.name));
      const lengths = `${length} values in the column ${one} and ${columns[odd]!.length} in ${other}`;
      throw gave(this.#name, lengths);
    }
    return { columns, length };
  }

  #placesIn(schema: Schema): readonly number[] {
    if (this.#seen?.schema === schema) return this.#seen.places;
    const places = this.#places(schema.fields.map(({ name }) => name));
    this.#seen = { schema, places };
    return places;
  }

  /** Where the schema's columns stand among others. Two of one name are told apart by their order. */
  #places(names: readonly string[]): readonly number[] {
    const wanted = this.#maker.schema.names;
    if (names.length === wanted.length && names.every((name, i) => name === wanted[i]))
      return wanted.map((_, i) => i);
    const left: (string | undefined)[] = [...names];
    const places = wanted.map((name) => {
      const place = left.indexOf(name);
      if (place >= 0) left[place] = undefined;
      return place;
    });
    if (places.includes(-1) || names.length !== wanted.length) {
      throw gave(this.#name, `the columns ${listed(names)}; its schema has ${listed(wanted)}`);
    }
    return places;
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "(none)" : names.map((name) => JSON.stringify(name)).join(", ");
}

function isArrows(given: object): given is Arrows {
  const { schema, batches, data } = given as Partial<
    Record<keyof Arrows, { readonly children?: unknown; readonly fields?: unknown }>
  >;
  if (!Array.isArray(schema?.fields)) return false;
  return Array.isArray(batches) || Array.isArray(data?.children);
}
