/** A select: what becomes of its items, which may be generators, aggregates, or speak of each other. */
import type { Expression } from "../../proto/index.js";
import { hasAggregate, some } from "../expression/tree.js";
import type { Attribute, GeneratorExpr } from "../expression/typed.js";
import { aggregateNode } from "./aggregation.js";
import { analysisError } from "./analysis-errors.js";
import type { Analyzer } from "./analyzer.js";
import { type Item, itemsOf } from "./named-items.js";
import { pass, projectNode, withHidden } from "./nodes.js";
import type { GenerateNode, Named, PlanNode } from "./plan-node.js";
import { lateral } from "./resolve-name.js";
import { TimeWindows } from "./time-windows.js";

/** A generator among the items. */
type Generated = Extract<Item, { kind: "generator" }>;

/** @throws AnalysisException */
export async function select(
  analyzer: Analyzer,
  input: PlanNode,
  expressions: readonly Expression[],
): Promise<PlanNode> {
  const named: Attribute[] = [];
  const scope = analyzer.scope([input], {
    beyond: (parts, planId) => (planId === undefined ? lateral(parts, named, analyzer.same) : undefined),
  });
  const times = new TimeWindows(analyzer.session);
  const { resolver, expressions: parsed } = await analyzer.resolver(scope, expressions, times);
  const items = parsed.flatMap((expression) => {
    const made = itemsOf(resolver, expression);
    for (const item of made) if (item.kind === "column") named.push(item.named.attribute);
    return made;
  });
  const values = items.flatMap((item) => (item.kind === "column" ? [item.named.value] : [item.generator]));
  return selectItems(analyzer, times.over(withHidden(input, [...values, ...times.values])), items);
}

/** @throws AnalysisException UNSUPPORTED_GENERATOR, MISSING_AGGREGATION … */
export function selectItems(analyzer: Analyzer, input: PlanNode, items: readonly Item[]): PlanNode {
  const generators = items.filter((item) => item.kind === "generator");
  const columns = items.flatMap((item): Named[] =>
    item.kind === "column" ? [item.named] : item.made.map(pass),
  );
  for (const { value } of columns) refuseNested(value);
  const isOfGroups = columns.some(({ value }) => hasAggregate(value));
  if (isOfGroups && generators.length > 1)
    throw severalGenerators(generators.map(({ generator }) => generator));
  // Each makes its rows of those of the ones before.
  const from = generators.reduce<PlanNode>((rows, item) => generate(rows, item), input);
  return isOfGroups
    ? aggregateNode(analyzer.session, { input: from, keys: [], items: columns })
    : projectNode(from, columns);
}

function severalGenerators(generators: readonly GeneratorExpr[]): Error {
  return analysisError(
    "UNSUPPORTED_GENERATOR.MULTI_GENERATOR",
    `A select of aggregates has one generator, and this one has ${generators.length}: ${generators.map(({ pretty }) => pretty).join(", ")}.`,
    {
      num: String(generators.length),
      generators: generators.map(({ pretty }) => `"${pretty}"`).join(", "),
    },
    "42K0E",
  );
}

function refuseNested(value: Named["value"]): void {
  if (!some(value, ({ kind }) => kind === "generator")) return;
  throw analysisError(
    "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS",
    `A generator makes rows, so it stands alone, and not within "${value.pretty}".`,
    { expression: `"${value.pretty}"` },
    "42K0E",
  );
}

function generate(input: PlanNode, item: Generated): GenerateNode {
  return {
    kind: "generate",
    input,
    generator: item.generator,
    outer: item.generator.outer,
    made: item.made,
    output: [...input.output, ...item.made],
  };
}
