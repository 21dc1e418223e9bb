// @ts-check
/**
 * The PySpark whose Connect server tests speak with and that benchmarks race, in an environment of its own, and the Java that it needs. It takes
 * nearly a gigabyte and a download of half as much.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { makeVenv, venvPython } from "./python-venv.mjs";

export const PYSPARK_VERSION = "4.3.0";
/** What it asks for, pinned. */
const PY4J_VERSION = "0.10.9.9";
/** PySpark comes as source; this builds it. */
const SETUPTOOLS_VERSION = "80.9.0";
/** What its functions on Arrow need, in the workers too, and what its own client of Connect needs. */
const PYARROW_VERSION = "21.0.0";
const CONNECT_CLIENT = ["pandas==2.3.3", "grpcio==1.76.0", "grpcio-status==1.76.0", "zstandard==0.25.0"];
/** The releases of Java that Spark 4 is tested on, the one to take first. */
const JAVA_RELEASES = [17, 21];

/** @type {import("./python-venv.mjs").Venv} */
const PYSPARK = {
  name: `pyspark-${PYSPARK_VERSION}-pyarrow-${PYARROW_VERSION}`,
  what: `PySpark ${PYSPARK_VERSION} (550 MB to fetch)`,
  installs: [
    ["--only-binary", ":all:", `setuptools==${SETUPTOOLS_VERSION}`, `py4j==${PY4J_VERSION}`],
    ["--only-binary", ":all:", `pyarrow==${PYARROW_VERSION}`, ...CONNECT_CLIENT],
    // Built with the setuptools above, and not with the newest of the day.
    ["--no-deps", "--no-build-isolation", "--use-pep517", `pyspark==${PYSPARK_VERSION}`],
  ],
  check: `import pyarrow, pandas, grpc_status, pyspark; assert pyspark.__version__ == "${PYSPARK_VERSION}"`,
};

/** @returns {string | undefined} the interpreter of the environment when it has been made */
export function pysparkPython() {
  return venvPython(PYSPARK);
}

/**
 * Makes the environment unless it is there.
 *
 * @param {(text: string) => void} say
 * @throws {Error} without Java, a fitting Python, or when pip fails
 */
export async function makePysparkVenv(say) {
  requireJava();
  await makeVenv(PYSPARK, say);
}

/**
 * A Java that Spark runs on.
 *
 * @returns {string} its home
 * @throws {Error} when there is none; the message says what to install
 */
export function requireJava() {
  const home = findJavaHome();
  if (home) return home;
  throw new Error(
    `PySpark ${PYSPARK_VERSION} needs Java ${JAVA_RELEASES.join(" or ")}, and none was found in JAVA_HOME, on the path or in ` +
      "the usual folders. On Debian: sudo apt-get install --no-install-recommends openjdk-17-jre-headless",
  );
}

/**
 * The home of a Java that fits, of several the one whose release comes first.
 *
 * @param {readonly string[]} [homes] where to look
 * @returns {string | undefined}
 */
export function findJavaHome(homes = javaHomes()) {
  const found = homes.map((home) => ({ home, release: javaRelease(home) }));
  for (const wanted of JAVA_RELEASES) {
    const fitting = found.find(({ release }) => release === wanted);
    if (fitting) return fitting.home;
  }
  return undefined;
}

function javaHomes() {
  const folders =
    process.platform === "darwin"
      ? below("/Library/Java/JavaVirtualMachines").map((folder) => join(folder, "Contents", "Home"))
      : below("/usr/lib/jvm");
  const asked = spawnSync("java", ["-XshowSettings:properties", "-version"], { encoding: "utf8" });
  const [, onPath] = /^ *java\.home = (.+)$/m.exec(asked.stderr ?? "") ?? [];
  return [process.env.JAVA_HOME, onPath?.trim(), ...folders].filter((home) => home !== undefined);
}

/** @param {string} folder */
function below(folder) {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/**
 * @param {string} home
 * @returns {number | undefined} 17 of `openjdk version "17.0.15"`
 */
function javaRelease(home) {
  const { status, stderr } = spawnSync(join(home, "bin", "java"), ["-version"], { encoding: "utf8" });
  const [, release] = /version "(\d+)/.exec(stderr ?? "") ?? [];
  return status === 0 && release ? Number(release) : undefined;
}
