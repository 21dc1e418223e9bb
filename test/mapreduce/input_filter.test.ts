/** Pre-filters, bad records of protocols, and files that aren't any more what they were. */
import { appendFileSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import zlib from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  BadRecordError,
  type Batch,
  InputError,
  type InputFile,
  planSplits,
  readRecords,
} from "../../dist/mapreduce/input/index.js";
import {
  linesOf,
  openFilesIn,
  scratchFolder,
  splitOf,
  textOf,
  withBadRecords,
  written,
} from "./input_support.js";

const folder = scratchFolder();

const animals = written(folder, "animals.txt", "cat\r\nélan\n\ncow\ndog\ncat");

describe("pre-filters", () => {
  test("a RegExp, whatever its flags", async () => {
    for (const flags of ["", "g", "gu"])
      expect(await linesOf(splitOf(animals), { preFilter: new RegExp("c|é", flags) })).toEqual(
        [
          [0, "cat"],
          [5, "élan"],
          [12, "cow"],
          [20, "cat"],
        ].map(([offset, line]) => ({ path: animals.path, offset, line })),
      );
    expect(await textOf(splitOf(animals), { preFilter: /^cat$/y })).toEqual(["cat", "cat"]);
    expect(() => readRecords(splitOf(animals), { preFilter: /x/, protocol: "bytes" })).toThrow(
      /needs text.*bytes. Use a function/,
    );
    expect(() => readRecords(splitOf(animals), { preFilter: 7 as never })).toThrow(
      /A pre-filter is a RegExp/,
    );
  });

  test("a function of the line, of bytes too; what it throws for is a bad record", async () => {
    expect(await textOf(splitOf(animals), { preFilter: (line) => line.length === 3 })).toEqual([
      "cat",
      "cow",
      "dog",
      "cat",
    ]);
    const raw = await textOf(splitOf(animals), { protocol: "bytes", preFilter: (line) => line[0] === 0x64 });
    expect(raw.map((line) => Buffer.from(line as Uint8Array).toString())).toEqual(["dog"]);
    const preFilter = (line: string | Uint8Array) => {
      if (line === "cow") throw new Error("no cows");
      return true;
    };
    await expect(linesOf(splitOf(animals), { preFilter })).rejects.toThrow(
      /animals\.txt: the line at byte 12 made the pre-filter throw: no cows/,
    );
    const { lines, bad } = await withBadRecords(splitOf(animals), { preFilter });
    expect(lines).toHaveLength(5);
    expect(bad.map(({ offset }) => offset)).toEqual([12]);
  });

  describe("a shell command", () => {
    test("prints the lines that count", async () => {
      expect(await textOf(splitOf(animals), { preFilter: "grep c" })).toEqual(["cat", "cow", "cat"]);
      expect(await textOf(splitOf(animals), { preFilter: "tr a-z A-Z | sort | head -n 2" })).toEqual([
        "",
        "CAT",
      ]);
      expect(
        await textOf(splitOf(animals), { preFilter: "cat >/dev/null; echo '$HOME'; echo \"$0\"" }),
      ).toHaveLength(2);
    });

    test("gets each file, or each part of one, once; of compressed ones their text", async () => {
      const text = Array.from({ length: 50_000 }, (_, i) => `${i}`).join("\n");
      const file = written(folder, "numbers.txt", text);
      const seen: unknown[] = [];
      let bytes = 0;
      for (const split of planSplits([file], { workers: 1, splitSize: 30_000 })) {
        for await (const batch of readRecords(split, { preFilter: "cat" })) {
          bytes += batch.bytes;
          expect(batch.path).toBe(file.path);
          for (let i = 0; i < batch.count; i++) seen.push(batch.line(i));
        }
      }
      expect(seen.join("\n")).toBe(text);
      expect(bytes).toBe(file.size);
      const packed = written(folder, "numbers.gz", zlib.gzipSync(text));
      expect((await textOf(splitOf(packed, file), { preFilter: "tail -n 1" })).join()).toBe("49999,49999");
    });

    test("may print nothing (grep: status 1), and may stop reading early", async () => {
      expect(await textOf(splitOf(animals), { preFilter: "grep nowhere" })).toEqual([]);
      const large = written(folder, "large.txt", "some line\n".repeat(500_000));
      expect(await textOf(splitOf(large), { preFilter: "head -n 3" })).toEqual([
        "some line",
        "some line",
        "some line",
      ]);
      const packed = written(folder, "large.gz", zlib.gzipSync("some line\n".repeat(500_000)));
      expect(await textOf(splitOf(packed), { preFilter: "head -n 1" })).toEqual(["some line"]);
      expect(openFilesIn(folder)).toBe(0);
    });

    test.each([
      ["exit 3", /animals\.txt couldn't be sent through the pre-filter `exit 3`: it ended with status 3\.$/],
      ["cat; exit 1", /it ended with status 1\.$/],
      ["echo trouble >&2; exit 1", /it ended with status 1\. It said: trouble/],
      ["no-such-command-here", /status 127\. It said: .*not found/],
      ["kill -9 $$", /it ended by SIGKILL/],
    ])("fails the reading when it fails: %s", async (preFilter, message) => {
      const error = await linesOf(splitOf(animals), { preFilter }).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(InputError);
      expect((error as Error).message).toMatch(message);
    });

    test("is gone when the reading ends, with its children", async () => {
      const pidFile = join(folder, "pid");
      const preFilter = `sleep 1000 & echo $! > ${pidFile}; cat; wait`;
      const childIsGone = async () => {
        const pid = Number(readFileSync(pidFile, "utf8"));
        for (let i = 0; i < 2000; i++) {
          try {
            process.kill(pid, 0);
            // A zombie that nobody has waited for is gone too.
            if (/^\d+ \(sleep\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return true;
          } catch {
            return true;
          }
          await setTimeout(10);
        }
        return false;
      };
      for await (const batch of readRecords(splitOf(animals), { preFilter })) if (batch.count > 0) break;
      expect(await childIsGone()).toBe(true);

      const abort = new AbortController();
      const reading = (async () => {
        for await (const batch of readRecords(splitOf(animals), { preFilter, signal: abort.signal }))
          if (batch.count > 0) void setTimeout(20).then(() => abort.abort(new Error("enough")));
      })();
      await expect(reading).rejects.toThrow("enough");
      expect(await childIsGone()).toBe(true);
      expect(openFilesIn(folder)).toBe(0);
    });

    test("doesn't hide what is wrong with the file", async () => {
      const packed = zlib.gzipSync("text\n".repeat(1000));
      const cut = written(folder, "cut.gz", packed.subarray(0, packed.length - 9));
      await expect(linesOf(splitOf(cut), { preFilter: "cat" })).rejects.toThrow(
        /cut\.gz can't be decompressed as gzip/,
      );
      const changed = written(folder, "changed.txt", "one\n");
      appendFileSync(changed.path, "two\n");
      await expect(linesOf(splitOf(changed), { preFilter: "cat" })).rejects.toThrow(
        /changed\.txt has changed/,
      );
    });
  });
});

describe("lines that the protocol can't read", () => {
  const text = '{"a": 1}\nno JSON é\n\n[2]\n{"id": 12345678901234567890}\n"last"';
  const file = written(folder, "values.json", text);

  const records = (options: Parameters<typeof readRecords>[1]) => {
    const found: unknown[] = [];
    for (const batch of readRecords(splitOf(file), options) as Iterable<Batch>)
      for (let i = 0; i < batch.count; i++) found.push(batch.record(i));
    return found;
  };

  test("end the reading, naming file, byte and protocol", () => {
    expect(() => records({ protocol: "jsonValue" })).toThrow(BadRecordError);
    expect(() => records({ protocol: "jsonValue" })).toThrow(
      /values\.json: the line at byte 9 can't be read with the protocol "jsonValue": .*The line: "no JSON é"/,
    );
  });

  test("or are told of and left out", () => {
    const bad: BadRecordError[] = [];
    expect(records({ protocol: "jsonValue", onBadRecord: (one) => bad.push(one) })).toEqual([
      [null, { a: 1 }],
      undefined,
      undefined,
      [null, [2]],
      undefined,
      [null, "last"],
    ]);
    expect(bad.map(({ path, offset }) => [path, offset])).toEqual(
      [9, 20, 25].map((offset) => [file.path, offset]),
    );
    expect(bad[2]!.message).toMatch(/integer 12345678901234567890 doesn't fit/);
  });

  test("a protocol of one's own; one that gives no pair is no bad record", () => {
    const ours = { name: "ours", read: (line: string) => [line.length, line] as const, write: () => "" };
    expect(records({ protocol: ours })[0]).toEqual([8, '{"a": 1}']);
    const wrong = { name: "wrong", read: (line: string) => line as never, write: () => "" };
    expect(() => records({ protocol: wrong, onBadRecord: () => {} })).toThrow(
      /protocol "wrong" read ".*" from a line; it has to give \[key, value\]/,
    );
  });
});

describe("files that aren't what was planned", () => {
  const planned = (name: string, text = "one\ntwo\n") => written(folder, name, text);
  const whenWhole = (file: InputFile) => planSplits([file], { workers: 1, whole: true })[0]!;

  test.each(["plain", "gz", "whole"])("%s: vanished, longer, shorter, or written to", async (kind) => {
    const name = kind === "gz" ? "file.gz" : "file.txt";
    const content = kind === "gz" ? zlib.gzipSync("one\ntwo\n") : "one\ntwo\n";
    const read = (file: InputFile) => linesOf(kind === "whole" ? whenWhole(file) : splitOf(file));
    let file = written(folder, name, content);
    rmSync(file.path);
    await expect(read(file)).rejects.toThrow(/file\.\w+ has disappeared since the job began/);
    file = written(folder, name, content);
    appendFileSync(file.path, "x");
    await expect(read(file)).rejects.toThrow(
      new RegExp(`has changed since the job began: ${file.size} bytes then, ${file.size + 1} now`),
    );
    file = written(folder, name, content);
    truncateSync(file.path, 2);
    await expect(read(file)).rejects.toThrow(/has changed since the job began/);
    file = written(folder, name, content);
    writeFileSync(file.path, content);
    utimesSync(file.path, 1000, 1000);
    await expect(read(file)).rejects.toThrow(/has been written to since the job began/);
    await expect(read(file)).rejects.toBeInstanceOf(InputError);
    expect(openFilesIn(folder)).toBe(0);
  });

  test("changed or cut while it is read", () => {
    for (const change of [
      (path: string) => truncateSync(path, 100_000),
      (path: string) => appendFileSync(path, "more\n"),
    ]) {
      const file = planned("growing.txt", "some words\n".repeat(100_000));
      const read = () => {
        let changed = false;
        for (const _ of readRecords(splitOf(file)) as Iterable<Batch>) {
          if (!changed) change(file.path);
          changed = true;
        }
      };
      expect(read).toThrow(
        /was cut short while it was read: it ended at byte 100000 of 1100000|has changed since the job began/,
      );
      expect(openFilesIn(folder)).toBe(0);
    }
  });
});

test("whoever stops early leaves no file open", () => {
  const file = written(folder, "early.txt", "some words\n".repeat(100_000));
  for (const batch of readRecords(splitOf(file)) as Iterable<Batch>) {
    expect(openFilesIn(folder)).toBe(1);
    expect(batch.offsetOf(1)).toBe(11);
    expect(() => batch.offsetOf(batch.count)).toThrow(/is not in this batch/);
    break;
  }
  expect(openFilesIn(folder)).toBe(0);
});
