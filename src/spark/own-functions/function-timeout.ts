/** The setting that bounds how long a function of one's own may take. */
import { create } from "@bufbuild/protobuf";
import type { Engine } from "../engine/index.js";
import { IllegalArgumentException } from "../errors/index.js";
import { ConfigRequest_OperationSchema } from "../proto/index.js";

/** Seconds for one batch. Without it functions may take what they need. */
export const FUNCTION_TIMEOUT = "manycore.functionTimeout";

/**
 * @param given the setting's text, if it is set
 * @returns seconds; undefined: no bound
 * @throws IllegalArgumentException for what is no number of seconds
 */
export function functionTimeout(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const seconds = Number(given);
  if (seconds > 0) return seconds;
  throw new IllegalArgumentException(
    `[INVALID_CONF_VALUE.REQUIREMENT] The setting "${FUNCTION_TIMEOUT}" is ${given}; it is a number of seconds. SQLSTATE: 22022`,
    {
      condition: "INVALID_CONF_VALUE.REQUIREMENT",
      messageParameters: {
        confName: FUNCTION_TIMEOUT,
        confValue: given,
        confRequirement: "a number of seconds",
      },
      sqlState: "22022",
    },
  );
}

/** The setting of a session, as it is now. @throws as {@link functionTimeout} */
export async function functionTimeoutOf(engine: Engine): Promise<number | undefined> {
  const { opType } = create(ConfigRequest_OperationSchema, {
    opType: { case: "getOption", value: { keys: [FUNCTION_TIMEOUT] } },
  });
  const { pairs } = await engine.config(opType);
  return functionTimeout(pairs[0]?.value);
}
