/** Functions over batches as Spark's plans have them: a partition's batches, which for groups are brought together and sorted first. */
import { NotSupportedError, ValueError } from "../../../errors.js";
import type { ConnectEngine } from "../../connect/index.js";
import {
  alias,
  attribute,
  expression,
  literal,
  type OwnFunction,
  planIdOf,
  planOf,
  relation,
  star,
} from "../../plan/index.js";
import { rewrite } from "../../plan/rewrite.js";
import {
  type CoGroupMap,
  type CommonInlineUserDefinedFunction,
  type Expression,
  type GroupMap,
  type MapPartitions,
  Expression_SortOrder_NullOrdering as NullOrdering,
  type PythonUDF,
  type Relation,
  SetOperation_SetOpType as SetOpType,
  Expression_SortOrder_SortDirection as SortDirection,
} from "../../proto/index.js";
import {
  type DataType,
  quoteName,
  StringType,
  type StructField,
  type StructType,
  typeFromMessage,
  typeToMessage,
} from "../../types/index.js";
import type { StageText } from "../executor/open-run.js";
import { rowBytesOf } from "./row-bytes.js";
import { ownOf, refuseTypes, type Sending, type StagePlace } from "./sending.js";

/** What a function over batches is run on. */
interface Source {
  readonly input: Relation;
  /** Of all columns, which have different names: they all have to be arguments, or Spark leaves out what nobody seems to need. */
  readonly columns: readonly string[];
  /** Functions that run before it in the same process. */
  readonly before: readonly StageText[];
  readonly place: StagePlace;
  /** That a row takes in Arrow at most. */
  readonly rowBytes: number;
}

export class OwnRelations {
  readonly #engine: ConnectEngine;
  readonly #sending: Sending;

  constructor(engine: ConnectEngine, sending: Sending) {
    this.#engine = engine;
    this.#sending = sending;
  }

  /** What is sent for a relation; undefined for one without a function. */
  change(root: Relation): Promise<Relation> | undefined {
    const { case: kind, value } = root.relType;
    if (kind !== "mapPartitions" && kind !== "groupMap" && kind !== "coGroupMap") return undefined;
    const own = ownOf(value.func);
    return own === undefined ? undefined : this.#changed(root, value.func!, own);
  }

  async #changed(root: Relation, func: CommonInlineUserDefinedFunction, own: OwnFunction): Promise<Relation> {
    const { input, columns, before, place, rowBytes } = await this.#source(root, own.name);
    this.#sending.rowBytes = Math.max(this.#sending.rowBytes, rowBytes);
    const udf = func.function.value as PythonUDF;
    const stage = await this.#sending.stage(own, outputOf(udf), place);
    const value = this.#sending.message(udf, [...before, stage]);
    const call = {
      functionName: func.functionName,
      deterministic: func.deterministic,
      arguments: columns.map((name) => attribute(quoteName(name))),
      function: { case: "pythonUdf" as const, value },
    };
    const isBarrier = root.relType.case === "mapPartitions" ? root.relType.value.isBarrier : undefined;
    const { relType } = relation("mapPartitions", {
      input,
      func: call,
      ...(isBarrier !== undefined && { isBarrier }),
    });
    return { ...root, relType };
  }

  #source({ relType }: Relation, name: string): Promise<Source> {
    const { case: kind, value } = relType;
    if (kind === "groupMap") return this.#grouped(value, name);
    if (kind === "coGroupMap") return this.#cogrouped(value, name);
    return this.#mapped(value as MapPartitions, name);
  }

  /** Maps of ours behind one another are one: each would cost the partition a process of Python and one of node. */
  async #mapped({ input }: MapPartitions, name: string): Promise<Source> {
    const below = input!.relType;
    const isOwn = below.case === "mapPartitions" || below.case === "groupMap" || below.case === "coGroupMap";
    const own = isOwn ? ownOf(below.value.func) : undefined;
    if (isOwn && own !== undefined && !(below.case === "mapPartitions" && below.value.isBarrier)) {
      const source = await this.#source(input!, own.name);
      const output = outputOf(below.value.func!.function.value as PythonUDF);
      const stage = await this.#sending.stage(own, output, source.place);
      return { ...source, before: [...source.before, stage], place: {} };
    }
    const inner = await this.#inner(input!);
    const { names, fields } = await this.#schemaOf(inner, name);
    const rowBytes = rowBytesOf(fields);
    if (new Set(names).size === names.length)
      return { input: inner, columns: names, before: [], place: {}, rowBytes };
    const columns = names.map((_, i) => `c${i}`);
    const renamed = relation("toDf", { input: inner, columnNames: columns });
    return { input: renamed, columns, before: [], place: { names }, rowBytes };
  }

  /** The rows of a group in one partition, one after the other. */
  async #grouped({ input, groupingExpressions }: GroupMap, name: string): Promise<Source> {
    const inner = await this.#inner(input!);
    const schema = await this.#schemaOf(inner, name);
    const { names } = schema;
    // A key that is a column needs no second one.
    const extra = groupingExpressions.filter((key) => columnOf(key, input!, names) === undefined);
    const keyed = extra.map((key, i) => alias(key, `key${i}`));
    const wide =
      extra.length === 0
        ? inner
        : relation("project", { input: inner, expressions: [star(), ...(await this.#expressions(keyed))] });
    const columns = [...names, ...extra].map((_, i) => `c${i}`);
    const renamed = relation("toDf", { input: wide, columnNames: columns });
    const keys = groupingExpressions.map(
      (key) => columnOf(key, input!, names) ?? names.length + extra.indexOf(key),
    );
    const types = extra.length === 0 ? schema : await this.#schemaOf(renamed, name);
    refuseCollations(keys.map((key) => types.fields[key]!));
    return {
      input: together(
        renamed,
        keys.map((key) => columns[key]!),
        [],
      ),
      columns,
      before: [],
      place: {
        names: [...names, ...extra.map((_, i) => `key${i}`)],
        groups: { keys, columns: names.map((_, i) => i) },
      },
      rowBytes: rowBytesOf(types.fields),
    };
  }

  /** Both sides' rows in one table, each with nulls in the columns of the other side. */
  async #cogrouped(value: CoGroupMap, name: string): Promise<Source> {
    const { inputGroupingExpressions, otherGroupingExpressions } = value;
    if (inputGroupingExpressions.length !== otherGroupingExpressions.length) {
      throw new ValueError(
        `cogroup: one side is grouped by ${inputGroupingExpressions.length} columns and the other by ${otherGroupingExpressions.length}`,
      );
    }
    const [first, second] = [await this.#inner(value.input!), await this.#inner(value.other!)];
    const [ours, theirs] = [await this.#schemaOf(first, name), await this.#schemaOf(second, name)];
    const keyCount = inputGroupingExpressions.length;
    const columns = ["side", ...inputGroupingExpressions, ...ours.fields, ...theirs.fields].map(
      (_, i) => `c${i}`,
    );
    const nulls = ({ fields }: StructType) => fields.map(({ dataType }) => nullOf(dataType));
    const own = ({ names }: StructType) => names.map((_, i) => attribute(`c${i}`));
    const side = async (
      input: Relation,
      keys: readonly Expression[],
      isSecond: boolean,
      schema: StructType,
    ) => {
      // The columns may share names, so that they are renamed; the keys speak of them as they were called.
      const keyed = relation("project", {
        input,
        expressions: [star(), ...(await this.#expressions(keys.map((key, i) => alias(key, `key${i}`))))],
      });
      const names = [...schema.names.map((_, i) => `c${i}`), ...keys.map((_, i) => `key${i}`)];
      const values = own(schema);
      return relation("project", {
        input: relation("toDf", { input: keyed, columnNames: names }),
        expressions: [
          literal(isSecond),
          ...keys.map((_, i) => attribute(`key${i}`)),
          ...(isSecond ? [...nulls(ours), ...values] : [...values, ...nulls(theirs)]),
        ],
      });
    };
    const union = relation("setOp", {
      leftInput: await side(first, inputGroupingExpressions, false, ours),
      rightInput: await side(second, otherGroupingExpressions, true, theirs),
      setOpType: SetOpType.UNION,
      isAll: true,
    });
    const renamed = relation("toDf", { input: union, columnNames: columns });
    const keys = inputGroupingExpressions.map((_, i) => i + 1);
    const { fields } = await this.#schemaOf(renamed, name);
    refuseCollations(keys.map((key) => fields[key]!));
    const start = 1 + keyCount;
    const middle = start + ours.fields.length;
    return {
      input: together(
        renamed,
        keys.map((key) => columns[key]!),
        [columns[0]!],
      ),
      columns,
      before: [],
      place: {
        names: ["side", ...keys.map((key) => `key${key - 1}`), ...ours.names, ...theirs.names],
        groups: {
          keys,
          side: 0,
          columns: ours.names.map((_, i) => start + i),
          others: theirs.names.map((_, i) => middle + i),
        },
      },
      rowBytes: rowBytesOf(fields),
    };
  }

  #inner(input: Relation): Promise<Relation> {
    return rewrite(input, (members) => this.#sending.change(members));
  }

  async #expressions(expressions: readonly Expression[]): Promise<Expression[]> {
    return Promise.all(expressions.map((each) => rewrite(each, (members) => this.#sending.change(members))));
  }

  /** @param name the function's, which gets these columns */
  async #schemaOf(input: Relation, name: string): Promise<StructType> {
    const { schema } = await this.#engine.analyze("schema", { plan: planOf(input) } as never);
    const type = typeFromMessage(schema!) as StructType;
    refuseTypes(type, name);
    return type;
  }
}

function outputOf(udf: PythonUDF): StructType {
  return typeFromMessage(udf.outputType!) as StructType;
}

/** Which column a key is, when it is nothing but a column that can be told from the others. */
function columnOf({ exprType }: Expression, input: Relation, names: readonly string[]): number | undefined {
  if (exprType.case !== "unresolvedAttribute") return undefined;
  const { unparsedIdentifier, planId, isMetadataColumn } = exprType.value;
  if (isMetadataColumn || (planId !== undefined && planId !== planIdOf(input))) return undefined;
  // Spark minds no case: two that differ in nothing else are for it to choose from.
  const alike = names.filter((name) => quoteName(name).toLowerCase() === unparsedIdentifier.toLowerCase());
  return alike.length === 1 ? names.indexOf(alike[0]!) : undefined;
}

/** Rows of the same keys in one partition, one after the other. */
function together(input: Relation, keys: readonly string[], then: readonly string[]): Relation {
  const moved =
    keys.length === 0
      ? relation("repartition", { input, numPartitions: 1, shuffle: true })
      : relation("repartitionByExpression", { input, partitionExprs: keys.map((key) => attribute(key)) });
  const order = [...keys, ...then].map((key) => ({
    child: attribute(key),
    direction: SortDirection.ASCENDING,
    nullOrdering: NullOrdering.SORT_NULLS_FIRST,
  }));
  return order.length === 0 ? moved : relation("sort", { input: moved, order, isGlobal: false });
}

function nullOf(type: DataType): Expression {
  return expression("cast", {
    expr: literal(null),
    castToType: { case: "type", value: typeToMessage(type) },
  });
}

/** Spark groups texts that a collation holds for the same; the runner compares bytes. */
function refuseCollations(keys: readonly StructField[]): void {
  const odd = keys.find(
    ({ dataType }) => dataType instanceof StringType && dataType.collation !== "UTF8_BINARY",
  );
  if (odd === undefined) return;
  throw new NotSupportedError(
    `groups of a function of one's own by a key of the type ${odd.dataType.simpleString()}`,
    "a Spark cluster",
    "Group by F.collation_key(column), or by the column cast to string.",
  );
}
