import { existsSync } from "node:fs";
import { join } from "node:path";
import { findJavaHome, pysparkPython } from "../../scripts/pyspark-venv.mjs";

/** A Spark that can be started here. */
export interface InstalledSpark {
  /** What `SparkSession.builder.master` finds it by. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The Spark of SPARK_HOME, or the one that the tests have set up. Nothing is installed for it.
 *
 * @returns why there is none
 */
export function installedSpark(): InstalledSpark | string {
  const { SPARK_HOME } = process.env;
  const isNamed = SPARK_HOME !== undefined && existsSync(join(SPARK_HOME, "bin", "spark-submit"));
  const python = isNamed ? undefined : pysparkPython();
  if (!isNamed && python === undefined) {
    return "SPARK_HOME names none, and `npm run setup` has made no environment with PySpark";
  }
  const java = findJavaHome();
  if (java === undefined) return "there is no Java 17 or 21";
  return {
    environment: { JAVA_HOME: java, ...(python === undefined ? {} : { PYSPARK_PYTHON: python }) },
  };
}
