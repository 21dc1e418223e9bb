import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { findJavaHome } from "../../../scripts/pyspark-venv.mjs";
import { ValueError } from "../../../src/errors.js";
import { connectEngine } from "../../../src/spark/connect/index.js";
import { findSpark } from "../../../src/spark/connect/server/find-spark.js";
import { startGuarded } from "../../../src/spark/connect/server/guard.js";
import { configuration, propertiesText } from "../../../src/spark/connect/server/settings.js";
import { startServer } from "../../../src/spark/connect/server/start-server.js";
import { SparkConnectException } from "../../../src/spark/errors/index.js";
import { partPath } from "../../support/parts.js";
import { skipWithoutSpark } from "../../support/spark.js";
import { skipOnWindows } from "../../support/systems.js";
import { A_MINUTE, failureOf, partsOf, query, rowsOfQuery } from "./ask.js";

afterEach(() => vi.unstubAllEnvs());

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "manycore-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder that looks like a Spark's. */
function sparkWith(...jars: string[]): string {
  const folder = scratch();
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "jars"));
  writeFileSync(join(folder, "bin", "spark-submit"), "#!/bin/sh\nexit 3\n", { mode: 0o755 });
  for (const jar of jars) writeFileSync(join(folder, "jars", jar), "");
  return folder;
}

/** Whether a process is there and no zombie. */
function lives(pid: number): boolean {
  return !/^(Z.*)?$/.test(`${spawnSync("ps", ["-o", "stat=", "-p", `${pid}`]).stdout}`.trim());
}

describe("a Spark is found", () => {
  beforeEach(skipOnWindows);

  test("by SPARK_HOME, with its release", async () => {
    const home = sparkWith("spark-core_2.13-4.1.2.jar", "spark-connect_2.13-4.1.2.jar");
    vi.stubEnv("SPARK_HOME", home);
    expect(await findSpark()).toEqual({ home, version: "4.1.2" });
  });

  test("not in a folder of something else, and the message names the variable and the folder", async () => {
    const home = scratch();
    vi.stubEnv("SPARK_HOME", home);
    const error = await failureOf(findSpark());
    expect(error).toBeInstanceOf(ValueError);
    expect(`${error}`).toContain(`SPARK_HOME is ${home}, which has no bin/spark-submit`);
    expect(`${error}`).toContain("pip install 'pyspark[connect]");
  });

  test.each([
    ["spark-connect_2.12-3.5.1.jar", "a Spark 3.5.1; it has to be 4"],
    ["spark-core_2.13-4.0.0.jar", "a Spark 4.0.0 without the Connect server"],
  ])("not with %s", async (jar, reason) => {
    expect(`${await failureOf(findSpark({ sparkHome: sparkWith(jar) }))}`).toContain(reason);
  });

  test("nowhere: the message says where it was looked for", async () => {
    const folder = scratch();
    writeFileSync(join(folder, "python3"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    for (const name of ["SPARK_HOME", "PYSPARK_PYTHON", "VIRTUAL_ENV"]) vi.stubEnv(name, undefined);
    vi.stubEnv("PATH", folder);
    const error = await failureOf(findSpark());
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(`${error}`).toContain(`SPARK_HOME is not set; ${join(folder, "python3")}, which has no pyspark`);
  });

  test("that ends at once is an error with what it printed", async () => {
    const sparkHome = sparkWith("spark-connect_2.13-4.3.0.jar");
    writeFileSync(join(sparkHome, "bin", "spark-submit"), "#!/bin/sh\necho no such thing >&2\nexit 3\n");
    chmodSync(join(sparkHome, "bin", "spark-submit"), 0o755);
    const java = scratch();
    mkdirSync(join(java, "bin"));
    writeFileSync(join(java, "bin", "java"), "");
    const error = await failureOf(startServer({ sparkHome, javaHome: java }));
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(`${error}`).toMatch(
      /ended before its Connect server listened\. Its log ends with:\nno such thing$/,
    );
  });

  test("that never listens is an error after the time that it may take, and is ended", async () => {
    const sparkHome = sparkWith("spark-connect_2.13-4.3.0.jar");
    const file = join(sparkHome, "pid");
    writeFileSync(join(sparkHome, "bin", "spark-submit"), `#!/bin/sh\necho $$ > ${file}\nexec sleep 1000\n`);
    const java = scratch();
    mkdirSync(join(java, "bin"));
    writeFileSync(join(java, "bin", "java"), "");
    const error = await failureOf(startServer({ sparkHome, javaHome: java, timeout: 1 }));
    expect(`${error}`).toContain("did not listen within 1 s");
    expect(lives(Number(readFileSync(file, "utf8")))).toBe(false);
  });

  test("without Java is an error that says what to install", async () => {
    const sparkHome = sparkWith("spark-connect_2.13-4.3.0.jar");
    const error = await failureOf(startServer({ sparkHome, javaHome: "/nowhere" }));
    expect(`${error}`).toMatch(/needs Java 17 or 21: JAVA_HOME is \/nowhere.*openjdk-17/);
  });
});

describe("the settings of a server of ours", () => {
  test("are what the user sets, but for where it listens", () => {
    const config = { "spark.ui.enabled": "true", "spark.connect.grpc.binding.address": "0.0.0.0" };
    const settings = configuration({ config }, "/tmp/x");
    expect(settings.get("spark.master")).toBe("local[*]");
    expect(settings.get("spark.ui.enabled")).toBe("true");
    expect(settings.get("spark.connect.grpc.binding.address")).toBe("127.0.0.1");
    expect(configuration({}, "/tmp/x").get("spark.ui.enabled")).toBe("false");
  });

  test("of a cluster leave the driver where executors reach it", () => {
    expect(configuration({ master: "local[4]" }, "/tmp/x").get("spark.driver.host")).toBe("127.0.0.1");
    expect(configuration({ master: "spark://host:7077" }, "/tmp/x").has("spark.driver.host")).toBe(false);
  });

  test("are written as Java reads them", () => {
    expect(propertiesText(new Map([["a b", "c:\\d=e\n#f"]]))).toBe("a\\ b=c\\:\\\\d\\=e\\n\\#f\n");
  });
});

describe("the guard", () => {
  beforeEach(skipOnWindows);

  test("ends what it guards when the one who started it is killed, and removes the folder", async () => {
    const folder = scratch();
    const work = join(folder, "work");
    mkdirSync(work);
    // A process that starts the guard and is killed before it can say anything.
    const program = `
      import { startGuarded } from ${JSON.stringify(new URL("../../../src/spark/connect/server/guard.ts", import.meta.url).href)};
      const guard = startGuarded("sh", ["-c", "echo $$; exec sleep 1000"], { folder: ${JSON.stringify(work)}, log: 1, env: process.env });
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [told] = (await parent.stdout.take(1).toArray()) as Buffer[];
    const pid = Number(`${told}`);
    expect(lives(pid)).toBe(true);
    parent.kill("SIGKILL");
    for (let i = 0; i < 100 && (lives(pid) || existsSync(work)); i++) await sleep(50);
    expect(lives(pid)).toBe(false);
    expect(existsSync(work)).toBe(false);
  });

  test("kills what doesn't end when it is asked to", async () => {
    const folder = scratch();
    const log = openSync(join(folder, "log"), "w");
    const stubborn = ["-c", "trap '' TERM; echo $$; while :; do sleep 0.1; done"];
    const guard = startGuarded("sh", stubborn, {
      folder: join(folder, "work"),
      log,
      env: process.env,
      patience: 200,
    });
    closeSync(log);
    let told = "";
    while (told === "") {
      await sleep(20);
      told = readFileSync(join(folder, "log"), "utf8");
    }
    const ended = new Promise((resolve) => guard.on("exit", resolve));
    guard.stdin!.end();
    expect(await ended).toBe(128);
    expect(lives(Number(told))).toBe(false);
  });
});

describe("a Spark of our own", () => {
  skipWithoutSpark();
  const ours = () => ({ master: "local[2]", python: partPath("pyspark"), javaHome: findJavaHome()! });

  test("answers, keeps to itself, and ends with the session", async () => {
    const server = await startServer(ours());
    onTestFinished(() => server.stop());
    const engine = await connectEngine({ url: server.url });
    expect(await rowsOfQuery(engine, "SELECT 1")).toEqual([[1]]);
    const java = Number(`${spawnSync("ps", ["-o", "pid=", "--ppid", `${server.pid}`]).stdout}`);
    const told = `${spawnSync("ps", ["-o", "args=", "-p", `${java}`]).stdout}`;
    expect(told).toContain("SparkConnectServer");
    expect(told).not.toContain(server.token);
    const folder = /--properties-file (\S+)\/spark\.conf/.exec(told)![1]!;
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    // What Spark makes for a session is there, too, and goes with it even if Spark is killed.
    expect(readdirSync(folder).some((name) => name.startsWith("artifacts-"))).toBe(true);
    const listening = `${spawnSync("ss", ["-Hltnp"]).stdout}`
      .split("\n")
      .filter((line) => line.includes(`pid=${java},`));
    for (const line of listening) expect(line).toMatch(/127\.0\.0\.1|\[::1\]/);
    await engine.close();
    await server.stop();
    expect(lives(java)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  }, 120_000);

  test("that is killed in the middle of a run is a clear error at once, and the session says so from then on", async () => {
    const engine = await connectEngine({ server: ours() });
    onTestFinished(() => engine.close());
    const guards = `${spawnSync("ps", ["-o", "pid=", "--ppid", `${process.pid}`]).stdout}`
      .trim()
      .split(/\s+/);
    const java = guards
      .map((pid) => Number(`${spawnSync("ps", ["-o", "pid=", "--ppid", pid]).stdout}`))
      .find(
        (pid) =>
          pid > 0 && `${spawnSync("ps", ["-o", "args=", "-p", `${pid}`]).stdout}`.includes("SparkConnect"),
      );
    const run = failureOf(partsOf(engine, query(A_MINUTE)));
    await sleep(2_000);
    const killed = performance.now();
    process.kill(java!, "SIGKILL");
    const error = await run;
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(`${error}`).toContain("Spark has ended");
    expect(performance.now() - killed).toBeLessThan(5_000);
    expect(`${await failureOf(rowsOfQuery(engine, "SELECT 1"))}`).toContain("Spark has ended");
  }, 120_000);
});
