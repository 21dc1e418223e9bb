import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { ValueError } from "../../../src/errors.js";
import { type ConnectEngine, connectEngine } from "../../../src/spark/connect/index.js";
import { SparkException } from "../../../src/spark/errors/index.js";
import {
  SPARK_START_MILLISECONDS,
  SPARK_TEST_MILLISECONDS,
  skipWithoutSpark,
  sparkServer,
} from "../../support/spark.js";
import { failureOf, rowsOfQuery } from "./ask.js";

vi.setConfig({ testTimeout: SPARK_TEST_MILLISECONDS });

/** One chunk, a little more than one, and many. */
const SIZES = [0, 1, 32 * 1024, 32 * 1024 + 1, 1_000_003];

function bytesOf(length: number, first = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i === 0 ? first : (i * 131) & 255));
}

describe("a file that a session gives the server", () => {
  skipWithoutSpark();
  let engine: ConnectEngine;
  beforeAll(async () => {
    engine = await connectEngine({ url: (await sparkServer()).url });
  }, SPARK_START_MILLISECONDS);
  afterAll(() => engine?.close());

  /** Another client of the same session, which knows nothing of what the first one has uploaded. */
  async function twin(): Promise<ConnectEngine> {
    const { url } = await sparkServer();
    return await connectEngine({ url: `${url};session_id=${engine.sessionId}` });
  }

  test.each(SIZES)(
    "of %i bytes is there whole: other bytes under its name are refused, the same aren't",
    async (length) => {
      const name = `files/artifact-${length}`;
      await engine.addArtifact(name, bytesOf(length));
      const second = await twin();
      await second.addArtifact(name, bytesOf(length));
      const third = await twin();
      const other = length === 0 ? bytesOf(1) : bytesOf(length, 7);
      const error = await failureOf(third.addArtifact(name, other));
      expect(error).toBeInstanceOf(SparkException);
      expect(error).toMatchObject({ condition: "ARTIFACT_ALREADY_EXISTS" });
    },
  );

  test("twice at the same time is uploaded once, and the session goes on", async () => {
    const bytes = bytesOf(300_000);
    await Promise.all([engine.addArtifact("files/twice", bytes), engine.addArtifact("files/twice", bytes)]);
    expect(await rowsOfQuery(engine, "SELECT 1")).toEqual([[1]]);
  });

  test("is of its session alone", async () => {
    await engine.addArtifact("files/alone", bytesOf(10));
    const other = await connectEngine({ url: (await sparkServer()).url });
    onTestFinished(() => other.close());
    await other.addArtifact("files/alone", bytesOf(10, 9));
  });

  test.each(["alone", "/files/x", "files/../x", "files/", "files//x", "files\\x", ""])(
    "called %j is refused",
    async (name) => {
      expect(await failureOf(engine.addArtifact(name, bytesOf(1)))).toBeInstanceOf(ValueError);
    },
  );
});
