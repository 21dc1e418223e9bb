/** Finds an installed Spark: by SPARK_HOME, or as the pyspark of a Python. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ValueError } from "../../../errors.js";
import { SparkConnectException } from "../../errors/index.js";

export interface InstalledSpark {
  /** The folder with `bin` and `jars`. */
  readonly home: string;
  /** Of its Connect server. */
  readonly version: string;
  /** The Python that it was found by; its workers are this one too. */
  readonly python?: string;
}

export interface WhereSparkIs {
  /** The folder with `bin` and `jars`. Default: SPARK_HOME. */
  readonly sparkHome?: string;
  /** A Python with pyspark. Default: PYSPARK_PYTHON, the active virtual environment's, `python3` and `python` on the path. */
  readonly python?: string;
}

/** Python looks into the current folder first, where a `pyspark` could be anybody's. */
const ASK = [
  "import sys",
  "sys.path[:] = [p for p in sys.path if p not in ('', '.')]",
  "import os, pyspark",
  "print(os.path.dirname(os.path.abspath(pyspark.__file__)))",
].join("; ");
const ASK_MILLISECONDS = 30_000;
/** The file that has the server, and with it the release: `spark-connect_2.13-4.3.0.jar`. */
const SERVER_JAR = /^spark-connect_[\d.]+-(\d+\.\d+\.\d+.*)\.jar$/;
const WAY_OUT =
  "Install one (`pip install 'pyspark[connect]==4.3.*'`, or a Spark of spark.apache.org with SPARK_HOME set to its folder), or connect to a running server with remote(\"sc://host:port\")";

/**
 * @throws ValueError for a place that was named and has no Spark 4
 * @throws SparkConnectException when none is found, with where it was looked for
 */
export async function findSpark(where: WhereSparkIs = {}): Promise<InstalledSpark> {
  const named = where.sparkHome ?? (where.python === undefined ? process.env.SPARK_HOME : undefined);
  if (named) {
    const name = where.sparkHome === undefined ? "SPARK_HOME" : "sparkHome";
    const found = sparkIn(named);
    if (typeof found === "string") throw new ValueError(`${name} is ${named}, ${found}. ${WAY_OUT}.`);
    return found;
  }
  const looked: string[] = where.python === undefined ? ["SPARK_HOME is not set"] : [];
  for (const python of where.python === undefined ? pythons() : [where.python]) {
    const home = await pysparkOf(python);
    const found = home === undefined ? "which has no pyspark" : sparkIn(home);
    if (typeof found !== "string") return { ...found, python };
    looked.push(`${python}, ${found}`);
  }
  throw new SparkConnectException(`no Spark was found: ${looked.join("; ")}. ${WAY_OUT}.`);
}

/** @returns what is wrong, when there is none that can be used */
function sparkIn(home: string): InstalledSpark | string {
  const jars = join(home, "jars");
  if (!existsSync(join(home, "bin", "spark-submit")) || !existsSync(jars)) {
    return "which has no bin/spark-submit and jars as a Spark has";
  }
  const files = readdirSync(jars);
  const [version] = files.flatMap((name) => SERVER_JAR.exec(name)?.[1] ?? []);
  if (version !== undefined) {
    return version.startsWith("4.") ? { home, version } : `a Spark ${version}; it has to be 4`;
  }
  const [core] = files.flatMap((name) => /^spark-core_[\d.]+-(.+)\.jar$/.exec(name)?.[1] ?? []);
  return core === undefined ? "which has no Spark in jars" : `a Spark ${core} without the Connect server`;
}

function pythons(): string[] {
  const { PYSPARK_PYTHON, VIRTUAL_ENV, PATH = "" } = process.env;
  const inEnvironment = VIRTUAL_ENV ? [join(VIRTUAL_ENV, "bin", "python")] : [];
  const folders = PATH.split(delimiter).filter((folder) => folder !== "" && folder !== ".");
  const onPath = ["python3", "python"].flatMap((name) => {
    const folder = folders.find((folder) => existsSync(join(folder, name)));
    return folder === undefined ? [] : [join(folder, name)];
  });
  return [...new Set([...(PYSPARK_PYTHON ? [PYSPARK_PYTHON] : []), ...inEnvironment, ...onPath])];
}

function pysparkOf(python: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(python, ["-c", ASK], { timeout: ASK_MILLISECONDS, encoding: "utf8" }, (error, stdout) => {
      resolve(error ? undefined : stdout.trim());
    });
  });
}

/**
 * The Java that Spark will run.
 *
 * @throws SparkConnectException when there is none
 */
export function requireJava(environment: Readonly<Record<string, string | undefined>>): void {
  const { JAVA_HOME, PATH = "" } = environment;
  const looked = JAVA_HOME ? [join(JAVA_HOME, "bin")] : PATH.split(delimiter).filter(Boolean);
  if (looked.some((folder) => existsSync(join(folder, "java")))) return;
  const where = JAVA_HOME
    ? `JAVA_HOME is ${JAVA_HOME}, which has no bin/java`
    : "JAVA_HOME is not set and no java is on the path";
  throw new SparkConnectException(
    `Spark needs Java 17 or 21: ${where}. Install one (Debian: openjdk-17-jre-headless) and set JAVA_HOME.`,
  );
}
