/** Leaves for explain, which call nothing. Their SQL says over which rows functions would be called. */
import type { LeafNode, OwnNode, PlanNode } from "../analyze/plan-node.js";
import { newAttribute } from "../analyze/session.js";
import type { OperationSession } from "../engine/session.js";
import type { Attribute, OwnExpr } from "../expression/typed.js";
import type { OwnLeaves } from "./cut.js";
import { chainOf } from "./leaves.js";
import type { Call } from "./pass.js";
import { calledIn, type Steps } from "./rounds.js";

export class ExplainedLeaves implements OwnLeaves {
  readonly #session: OperationSession;

  constructor(session: OperationSession) {
    this.#session = session;
  }

  column({ type, nullable, pretty }: OwnExpr): Attribute {
    return newAttribute(this.#session, { type, nullable }, pretty);
  }

  ofCalls(input: PlanNode, passed: readonly Attribute[], calls: readonly Call[]): LeafNode {
    const made = calls.flatMap(({ attribute }) => attribute ?? []);
    const names = calls.map(({ expr }) => expr.pretty);
    return this.#leaf(names, [...passed, ...made], [input]);
  }

  ofRows(node: OwnNode): LeafNode {
    const chain = chainOf(node);
    const names = chain.map(({ name }) => name);
    return this.#leaf(names, node.output, chain[0]!.inputs);
  }

  ofSteps(plan: PlanNode, steps: Steps): LeafNode {
    const names = calledIn(steps).map(({ pretty }) => pretty);
    return this.#leaf(names, plan.output, [steps.below]);
  }

  #leaf(names: readonly string[], output: readonly Attribute[], inputs: readonly PlanNode[]): LeafNode {
    return {
      kind: "leaf",
      label: `Function ${names.join(", ")}`,
      identity: `function ${this.#session.newId()}`,
      output,
      source: async () => {
        const queries: string[] = [];
        for (const input of inputs) {
          await this.#session.ready(input);
          queries.push(`(${this.#session.queryOf(input)})`);
        }
        return {
          from: `answers(${[...names.map((name) => JSON.stringify(name)), ...queries].join(", ")})`,
          columns: output.map(({ name }) => JSON.stringify(name)),
        };
      },
    };
  }
}
