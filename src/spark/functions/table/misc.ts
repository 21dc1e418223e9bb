import type { FunctionFamily } from "./function-line.js";

export const MISC: FunctionFamily = {
  aes_decrypt: {
    takes: 'input, key, mode: column = "GCM", padding: column = "DEFAULT", aad: column = ""',
    gives: "Uint8Array",
    doc: "What {@link aes_encrypt} encrypted; an error for another key.",
  },
  aes_encrypt: {
    takes: 'input, key, mode: column = "GCM", padding: column = "DEFAULT", iv: column = "", aad: column = ""',
    gives: "Uint8Array",
    doc: "Encrypted by AES with a key of 16, 24 or 32 bytes.",
  },
  assert_true: {
    takes: "col, errMsg?: string",
    doc: "Null where the condition is true; otherwise the query fails with the message.",
  },
  current_catalog: { takes: "", gives: "string!", doc: "The session's catalog." },
  current_database: { takes: "", gives: "string!", doc: "The session's database." },
  current_path: {
    takes: "",
    gives: "string!",
    doc: "Where the session looks for names that aren't qualified.",
  },
  current_schema: { takes: "", gives: "string!", doc: "The same as {@link current_database}." },
  current_user: { takes: "", gives: "string!", doc: "The user who runs the query." },
  hmac: {
    takes: "key, message, algorithm?",
    gives: "Uint8Array",
    doc: "The keyed digest of a message, by SHA-256 unless told otherwise.",
  },
  input_file_block_length: {
    takes: "",
    gives: "number!",
    doc: "The length of the block of a file that the row was read from; −1 for none.",
  },
  input_file_block_start: {
    takes: "",
    gives: "number!",
    doc: "Where the block of a file that the row was read from begins; −1 for none.",
  },
  input_file_name: {
    takes: "",
    gives: "string!",
    doc: "The file that the row was read from; an empty string for none.",
  },
  java_method: {
    takes: "...cols",
    gives: "string",
    doc: "What a static method of Java's gives, by its class, its name and arguments.",
  },
  monotonically_increasing_id: {
    takes: "",
    gives: "number!",
    doc: "Whole numbers that grow from row to row and never repeat, with gaps between partitions.",
  },
  raise_error: { takes: "errMsg: string", doc: "Lets the query fail with a message." },
  reflect: { takes: "...cols", gives: "string", doc: "The same as {@link java_method}." },
  session_user: { takes: "", gives: "string!", doc: "The same as {@link current_user}." },
  spark_partition_id: { takes: "", gives: "number!", doc: "The number of the row's partition." },
  try_aes_decrypt: {
    takes: 'input, key, mode: column = "GCM", padding: column = "DEFAULT", aad: column = ""',
    gives: "Uint8Array",
    doc: "{@link aes_decrypt} that gives null where that fails.",
  },
  try_reflect: {
    takes: "...cols",
    gives: "string",
    doc: "{@link reflect} that gives null where the method throws.",
  },
  typeof: { takes: "col", gives: "string!", doc: "The name of a value's type, in SQL's words." },
  unwrap_udt: { takes: "col", doc: "A value of a user's own type as the type that it is kept in." },
  user: { takes: "", gives: "string!", doc: "The same as {@link current_user}." },
  uuid: { takes: "seed: seed", gives: "string!", doc: "Random UUIDs." },
  version: { takes: "", gives: "string!", doc: "Spark's version and the hash of its sources." },
};
