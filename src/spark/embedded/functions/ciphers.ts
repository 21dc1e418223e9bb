/** AES and keyed hashes. What they do with bytes is in javascript/ciphers.ts. */
import { BinaryType } from "../../types/index.js";
import type { FunctionTable, Parameters, ScalarSpec } from "./function-spec.js";
import { binary, string, takes } from "./parameters.js";

/** @param rest what stands for the arguments that are left out, from the first that may be */
const cipher = (name: string, parameters: Parameters, rest: readonly string[], least: number): ScalarSpec => {
  const filled = (args: readonly string[], of: (word: string) => string) => [
    ...args,
    ...rest.slice(args.length - least).map(of),
  ];
  return {
    kind: "scalar",
    takes: parameters,
    gives: () => new BinaryType(),
    nullable: () => true,
    pretty: (args) => `${name}(${filled(args, (word) => word).join(", ")})`,
    sql: (args) => {
      const words = filled(args, (word) => (word === "" ? "CAST('' AS BLOB)" : `'${word}'`));
      return `js_${name}(${words.join(", ")})`;
    },
  };
};

const AES = ["GCM", "DEFAULT", "", ""];
const decrypt = (name: string) =>
  cipher(name, takes(binary, binary, null, string, string, binary), AES.slice(0, 3), 2);

export const CIPHERS: FunctionTable = {
  hmac: cipher("hmac", takes(binary, binary, null, string), ["SHA-256"], 2),
  // What a text begins with is random where it isn't given.
  aes_encrypt: {
    ...cipher("aes_encrypt", takes(binary, binary, null, string, string, binary, binary), AES, 2),
    deterministic: false,
  },
  aes_decrypt: decrypt("aes_decrypt"),
  try_aes_decrypt: decrypt("try_aes_decrypt"),
};
