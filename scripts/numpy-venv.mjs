// @ts-check
/** The NumPy that tests compare with and benchmarks race, in an environment of its own. */
import { makeVenv, venvPython } from "./python-venv.mjs";

/** The newest NumPy with wheels for Python 3.11, Debian 12's; it declares Python >= 3.11. */
export const NUMPY_VERSION = "2.4.6";

/** @type {import("./python-venv.mjs").Venv} */
const NUMPY = {
  name: `numpy-${NUMPY_VERSION}`,
  what: `NumPy ${NUMPY_VERSION}`,
  installs: [["--only-binary", ":all:", `numpy==${NUMPY_VERSION}`]],
  check: `import numpy; assert numpy.__version__ == "${NUMPY_VERSION}"`,
};

/** @returns {string | undefined} the interpreter of the environment when it has been made */
export function numpyPython() {
  return venvPython(NUMPY);
}

/**
 * Makes the environment unless it is there.
 *
 * @param {(text: string) => void} say
 * @throws {Error} without a fitting Python, or when pip fails
 */
export async function makeNumpyVenv(say) {
  await makeVenv(NUMPY, say);
}
