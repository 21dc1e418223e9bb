// @ts-check
/** The mrjob that MapReduce jobs are compared with and race, in an environment of its own. */
import { makeVenv, venvPython } from "./python-venv.mjs";

/** Its last release, of 2020. */
export const MRJOB_VERSION = "0.7.4";
/** What mrjob asks for, pinned. */
const PYYAML_VERSION = "6.0.3";
/** mrjob imports `distutils`, which left Python in 3.12 and lives on in setuptools. */
const SETUPTOOLS_VERSION = "80.9.0";

/** @type {import("./python-venv.mjs").Venv} */
const MRJOB = {
  name: `mrjob-${MRJOB_VERSION}`,
  what: `mrjob ${MRJOB_VERSION}`,
  installs: [
    [
      ...["--only-binary", ":all:", `mrjob==${MRJOB_VERSION}`],
      ...[`PyYAML==${PYYAML_VERSION}`, `setuptools==${SETUPTOOLS_VERSION}`],
    ],
  ],
  check: `import mrjob, mrjob.job, mrjob.local; assert mrjob.__version__ == "${MRJOB_VERSION}"`,
  // It imports `pipes`, which left Python in 3.13.
  below: [3, 13],
};

/** @returns {string | undefined} the interpreter of the environment when it has been made */
export function mrjobPython() {
  return venvPython(MRJOB);
}

/**
 * Makes the environment unless it is there.
 *
 * @param {(text: string) => void} say
 * @throws {Error} without a fitting Python, or when pip fails
 */
export async function makeMrjobVenv(say) {
  await makeVenv(MRJOB, say);
}
