/**
 * The plans of the corpus's queries, as they were when real Spark agreed with them (agreement.test.ts): a change shows without a Spark. `npx vitest run
 * test/spark/sql-text/plans.test.ts -u` writes them anew; then the other test has to pass.
 */
import { create, toJson } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { embeddedEngine } from "../../../src/spark/embedded/index.js";
import type { Engine } from "../../../src/spark/engine/index.js";
import { PlanSchema } from "../../../src/spark/proto/index.js";
import { parseSql } from "../../../src/spark/sql-text/index.js";
import { columnsOf } from "./answers.js";
import * as corpus from "./corpus.js";

const { VIEWS, ERRORS, REFUSED, ...QUERIES } = corpus;

/** Ids are counted through a whole process: here each plan's begin at 1. */
function withOwnIds(json: string): string {
  const ids = new Map<string, number>();
  return json.replace(/"(planId|resultId|subqueryId)":"?(\d+)"?/g, (_, name: string, id: string) => {
    if (!ids.has(id)) ids.set(id, ids.size + 1);
    return `"${name}":${ids.get(id)}`;
  });
}

describe("the plan", () => {
  /** It knows the columns of the views; nothing runs. */
  let engine: Engine;
  beforeAll(async () => {
    engine = await embeddedEngine();
    for (const view of VIEWS) {
      const made = await parseSql(view, { columnsOf: (of) => columnsOf(engine, of) });
      if (made.kind !== "command") throw new Error(`${view} is no command`);
      const plan = create(PlanSchema, { opType: { case: "command", value: made.command } });
      for await (const _ of engine.execute(plan));
    }
  });
  afterAll(() => engine.close());

  async function planText(text: string): Promise<string> {
    const parsed = await parseSql(text, { columnsOf: (of) => columnsOf(engine, of) });
    if (parsed.kind === "statement") return withOwnIds(JSON.stringify(parsed.statement));
    const plan = create(PlanSchema, {
      opType:
        parsed.kind === "relation"
          ? { case: "root", value: parsed.relation }
          : { case: "command", value: parsed.command },
    });
    return withOwnIds(JSON.stringify(toJson(PlanSchema, plan)));
  }

  for (const [name, texts] of Object.entries(QUERIES)) {
    test(`of ${name.toLowerCase()}`, async () => {
      const lines: string[] = [];
      for (const text of texts) lines.push(`${JSON.stringify(text)}\n  ${await planText(text)}\n`);
      await expect(lines.join("")).toMatchFileSnapshot(`plans/${name.toLowerCase()}.txt`);
    });
  }
});

test("what is wrong with a text, and where", async () => {
  const told: string[] = [];
  for (const text of [...ERRORS, ...REFUSED]) {
    const error = (await parseSql(text).then(
      () => new Error("nothing"),
      (reason: unknown) => reason,
    )) as Error;
    told.push(`${JSON.stringify(text)}\n${error.name}: ${error.message.trim()}\n`);
  }
  await expect(told.join("\n")).toMatchFileSnapshot("plans/errors.txt");
});
