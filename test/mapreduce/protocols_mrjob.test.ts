/** Lines that we write are what mrjob's protocols read, and the other way round. */
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { encodeLine, json, jsonValue, rawValue, text } from "../../dist/mapreduce/protocols/index.js";
import { partPath, skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";
import { linesOf, scratchFolder, splitOf, written } from "./input_support.js";
import { randomJson, randomText } from "./protocols_support.js";

/** Each line of its input is a request in JSON; lines travel as Latin-1 text, so that any byte can. */
const SERVER = `
import json, sys
import mrjob.protocol
for request in sys.stdin.buffer:
    r = json.loads(request)
    protocol = getattr(mrjob.protocol, r["protocol"])()
    out = {}
    if "line" in r:
        try:
            out["read"] = protocol.read(r["line"].encode("latin_1"))
        except Exception as e:
            out["refused"] = repr(e)
    else:
        out["line"] = protocol.write(r["key"], r["value"]).decode("latin_1")
    print(json.dumps(out))
`;

type Request = { protocol: string; line: string } | { protocol: string; key: unknown; value: unknown };
type Answer = { read?: [unknown, unknown]; refused?: string; line?: string };

function ask(requests: readonly Request[]): Answer[] {
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join("");
  const ran = spawnSync(partPath("mrjob"), ["-c", SERVER], {
    input,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    timeout: 60_000,
  });
  expect(ran.stderr).toBe("");
  const answers = ran.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);
  expect(answers).toHaveLength(requests.length);
  return answers;
}

const asBytes = (line: string): string => Buffer.from(line, "utf8").toString("latin1");
const asText = (line: string): string => Buffer.from(line, "latin1").toString("utf8");

describe("mrjob", () => {
  skipWithout("mrjob");

  const random = new Seeded(5);
  const pairs = Array.from({ length: 800 }, () => [randomJson(random, 2), randomJson(random, 4)] as const);

  test.each([
    ["StandardJSONProtocol", json],
    ["StandardJSONValueProtocol", jsonValue],
  ] as const)("%s", (protocol, ours) => {
    const kept = pairs.map(([key, value]) => [ours === json ? key : null, value]);
    const read = ask(
      pairs.map(([key, value]) => ({ protocol, line: asBytes(encodeLine(ours, key, value) as string) })),
    );
    expect(read.map((answer) => answer.read)).toEqual(kept);
    const lines = ask(pairs.map(([key, value]) => ({ protocol, key, value })));
    expect(lines.map(({ line }) => ours.read(asText(line!)))).toEqual(kept);
  });

  test("TextProtocol and TextValueProtocol", () => {
    const plain = (most: number) => randomText(random, most).replace(/[\t\n\r]|\p{Surrogate}/gu, "");
    const texts = Array.from(
      { length: 300 },
      () => [`${plain(8)}k`, random.pick([`${plain(8)}v`, null])] as const,
    );
    const read = ask(
      texts.map(([key, value]) => ({
        protocol: "TextProtocol",
        line: asBytes(encodeLine(text, key, value) as string),
      })),
    );
    expect(read.map((answer) => answer.read)).toEqual(texts);
    const lines = ask(texts.map(([key, value]) => ({ protocol: "TextProtocol", key, value })));
    expect(lines.map(({ line }) => asText(line!))).toEqual(
      texts.map(([key, value]) => encodeLine(text, key, value)),
    );
    const values = ask(texts.map(([key]) => ({ protocol: "TextValueProtocol", key: null, value: key })));
    expect(values.map(({ line }) => asText(line!))).toEqual(
      texts.map(([key]) => encodeLine(rawValue, null, key)),
    );
  });

  test("lines that aren't UTF-8: the encoding utf-8-or-latin1 is mrjob's", async () => {
    const lines = [
      [0xe9],
      [0x61, 9, 0xe9, 0x62],
      [0xc3, 0xa9],
      [0xc3, 0xa9, 0xff],
      [0xed, 0xa0, 0x80, 9, 0x7a],
      [0x61],
    ];
    const theirs = ask(
      lines.map((line) => ({ protocol: "TextProtocol", line: Buffer.from(line).toString("latin1") })),
    );
    const file = written(scratchFolderOnce, "mixed.txt", Buffer.from(lines.flatMap((line) => [...line, 10])));
    const ours = await linesOf(splitOf(file), { encoding: "utf-8-or-latin1" });
    expect(ours.map(({ line }) => text.read(line))).toEqual(theirs.map(({ read }) => read));
  });

  test("both refuse lines that aren't pairs of JSON", () => {
    const wrong = ["", "no tab", '"a"', '"a"\tno', "1\t2\t3", "\t", "1\t", "{1:2}\t3", "[1,]\t1", "'a'\t1"];
    const theirs = ask(wrong.map((line) => ({ protocol: "StandardJSONProtocol", line })));
    for (const [i, line] of wrong.entries()) {
      expect(theirs[i]!.refused, line).toBeDefined();
      expect(() => json.read(line), line).toThrow();
    }
  });
});

const scratchFolderOnce = scratchFolder();
