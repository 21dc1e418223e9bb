import { makePysparkVenv, pysparkPython, requireJava } from "../../scripts/pyspark-venv.mjs";

/** A Spark for peers. */
export interface PysparkHere {
  readonly python: string;
  /** What its processes are started with: Spark starts Python by name, and its workers have to have the same packages. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Makes PySpark's environment if it isn't there.
 *
 * @param say told what is fetched
 * @returns the reason in a word of its own when there is none
 */
export async function findPyspark(
  say: (text: string) => void,
): Promise<PysparkHere | { readonly absent: string }> {
  try {
    await makePysparkVenv(say);
    const python = pysparkPython() as string;
    const pythons = { PYSPARK_PYTHON: python, PYSPARK_DRIVER_PYTHON: python };
    return { python, environment: { ...pythons, JAVA_HOME: requireJava(), SPARK_LOCAL_IP: "127.0.0.1" } };
  } catch (error) {
    const absent = error instanceof Error ? error.message : String(error);
    say(`without PySpark: ${absent}`);
    return { absent };
  }
}
