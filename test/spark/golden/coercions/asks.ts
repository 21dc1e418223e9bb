/** What is asked about coercions: every operator of every two types, and every cast. They are asked by analysis alone: of which type it is, or which error. */

export const TYPES: readonly string[] = [
  "void", "boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "decimal(10,2)", "decimal(38,18)", "decimal(3,0)", "string",
  "binary", "date", "timestamp", "timestamp_ntz", "interval year to month", "interval day to second", "interval", "array<int>",
  "array<string>", "map<string,int>", "struct<a:int>", "variant",
]; // biome-ignore format: a list

/** Expressions of two columns, `#` and `@`; in those that cast, `@` is a type. */
export const OPERATIONS: readonly string[] = [
  "# + @", "# - @", "# * @", "# / @", "# % @", "# div @", "# = @", "# < @", "# <=> @", "# & @", "# and @", "coalesce(#, @)", "if(true, #, @)",
  "greatest(#, @)", "# || @", "concat(#, @)", "array(#, @)", "# in (@)", "nullif(#, @)", "nvl(#, @)", "# like @", "cast(# as @)",
  "try_cast(# as @)",
]; // biome-ignore format: a list

/** The types that stand for `@`: null isn't cast to. */
export function secondTypes(operation: string): readonly string[] {
  return operation.includes(" as @") ? TYPES.slice(1) : TYPES;
}

/** The column of a type. None but that of void has nulls. */
export function columnOf(type: string): string {
  return `c${TYPES.indexOf(type)}`;
}

export function expressionOf(operation: string, a: string, b: string): string {
  const second = operation.includes(" as @") ? b : columnOf(b);
  return operation.replace("#", columnOf(a)).replace("@", second);
}

/** A value of each type, none of them nullable but that of void. */
const VALUES: Readonly<Record<string, string>> = {
  void: "null",
  boolean: "true",
  string: "'a'",
  binary: "X'61'",
  date: "date'2024-02-29'",
  timestamp: "timestamp'2024-02-29 12:00:00'",
  timestamp_ntz: "timestamp_ntz'2024-02-29 12:00:00'",
  "interval year to month": "interval '1-2' year to month",
  "interval day to second": "interval '1 02:03:04' day to second",
  interval: "make_interval(1)",
  "array<int>": "cast(array(1) as array<int>)",
  "array<string>": "cast(array('a') as array<string>)",
  "map<string,int>": "cast(map('a', 1) as map<string,int>)",
  "struct<a:int>": "cast(named_struct('a', 1) as struct<a:int>)",
  variant: "parse_json('1')",
};

/** A row with a column of each type. */
export function rowSql(types: readonly string[]): string {
  const columns = types.map((type) => `${VALUES[type] ?? `cast(1Y as ${type})`} as ${columnOf(type)}`);
  return `select ${columns.join(", ")}`;
}
