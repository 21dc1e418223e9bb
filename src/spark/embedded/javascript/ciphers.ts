/** AES and keyed hashes, as Spark has them: what is random or measured of a text stands in front of it, a tag behind it. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { type JavaScriptFunction, javascript, RowError } from "./javascript-function.js";

interface Mode {
  readonly name: "ECB" | "CBC" | "GCM";
  readonly paddings: readonly string[];
  /** Bytes of what a text begins with. */
  readonly start: number;
}

const MODES: readonly Mode[] = [
  { name: "ECB", paddings: ["PKCS", "DEFAULT"], start: 0 },
  { name: "CBC", paddings: ["PKCS", "DEFAULT"], start: 16 },
  { name: "GCM", paddings: ["NONE", "DEFAULT"], start: 12 },
];
const TAG = 16;
const KEYS: readonly number[] = [16, 24, 32];

function modeOf(name: string, padding: string): Mode {
  const found = MODES.find(
    (mode) => mode.name === name.toUpperCase() && mode.paddings.includes(padding.toUpperCase()),
  );
  if (found !== undefined) return found;
  throw new RowError("UNSUPPORTED_FEATURE.AES_MODE", `There is no AES-${name} with the padding ${padding}.`);
}

/** @throws RowError for a key, a mode or what goes with it that isn't right */
function checked(
  key: Uint8Array,
  name: string,
  padding: string,
  start: Uint8Array,
  beside: Uint8Array,
): Mode {
  if (!KEYS.includes(key.length)) {
    throw new RowError(
      "INVALID_PARAMETER_VALUE.AES_KEY_LENGTH",
      `A key of AES has 16, 24 or 32 bytes, not ${key.length}.`,
    );
  }
  const mode = modeOf(name, padding);
  if (start.length > 0 && mode.start === 0)
    throw new RowError("UNSUPPORTED_FEATURE.AES_MODE_IV", `AES-${name} takes no initialization vector.`);
  if (start.length > 0 && start.length !== mode.start) {
    throw new RowError(
      "INVALID_PARAMETER_VALUE.AES_IV_LENGTH",
      `An initialization vector of AES-${name} has ${mode.start} bytes, not ${start.length}.`,
    );
  }
  if (beside.length > 0 && mode.name !== "GCM")
    throw new RowError("UNSUPPORTED_FEATURE.AES_MODE_AAD", `AES-${name} takes no additional data.`);
  return mode;
}

function encrypted(
  text: Uint8Array,
  key: Uint8Array,
  name: string,
  padding: string,
  given: Uint8Array,
  beside: Uint8Array,
): Uint8Array {
  const mode = checked(key, name, padding, given, beside);
  const start = given.length > 0 ? given : randomBytes(mode.start);
  const bits = key.length * 8;
  if (mode.name === "GCM") {
    const cipher = createCipheriv(`aes-${bits}-gcm` as "aes-256-gcm", key, start).setAAD(beside);
    return Buffer.concat([start, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  }
  const cipher = createCipheriv(
    `aes-${bits}-${mode.name.toLowerCase()}`,
    key,
    mode.start === 0 ? null : start,
  );
  return Buffer.concat([start, cipher.update(text), cipher.final()]);
}

function decrypted(
  bytes: Uint8Array,
  key: Uint8Array,
  name: string,
  padding: string,
  beside: Uint8Array,
): Uint8Array {
  // What would stand beside a text isn't asked of where nothing stands before it.
  const mode = checked(key, name, padding, NOTHING, name.toUpperCase() === "ECB" ? NOTHING : beside);
  const start = bytes.subarray(0, mode.start);
  const bits = key.length * 8;
  try {
    if (mode.name === "GCM") {
      if (bytes.length < mode.start + TAG) throw new RangeError("too short");
      const cipher = createDecipheriv(`aes-${bits}-gcm` as "aes-256-gcm", key, start, { authTagLength: TAG });
      cipher.setAAD(beside).setAuthTag(bytes.subarray(bytes.length - TAG));
      return Buffer.concat([cipher.update(bytes.subarray(mode.start, bytes.length - TAG)), cipher.final()]);
    }
    // Nothing at all is what Java makes nothing of.
    if (bytes.length === mode.start) return NOTHING;
    const iv = mode.start === 0 ? null : start;
    const cipher = createDecipheriv(`aes-${bits}-${mode.name.toLowerCase()}`, key, iv);
    return Buffer.concat([cipher.update(bytes.subarray(mode.start)), cipher.final()]);
  } catch {
    throw new RowError(
      "INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR",
      `AES-${name} can't read this: it was written with another key, or isn't whole.`,
    );
  }
}

const NOTHING = new Uint8Array();

const HASHES: Readonly<Record<string, string>> = {
  MD5: "md5",
  SHA1: "sha1",
  SHA224: "sha224",
  SHA256: "sha256",
  SHA384: "sha384",
  SHA512: "sha512",
};

function keyedHash(key: Uint8Array, message: Uint8Array, name: string): Uint8Array {
  const hash = HASHES[name.toUpperCase().replace(/^SHA-/, "SHA")];
  if (hash === undefined)
    throw new RowError("INVALID_PARAMETER_VALUE.HMAC_ALGORITHM", `There is no hmac with ${name}.`);
  if (key.length === 0)
    throw new RowError(
      "INVALID_PARAMETER_VALUE.HMAC_CRYPTO_ERROR",
      "hmac wants a key, and this one is empty.",
    );
  return createHmac(hash, key).update(message).digest();
}

const AES = ["binary", "binary", "string", "string", "binary"] as const;

export const CIPHERS: readonly JavaScriptFunction[] = [
  javascript("js_hmac", ["binary", "binary", "string"], "binary", keyedHash),
  javascript("js_aes_encrypt", [...AES, "binary"], "binary", encrypted),
  javascript("js_aes_decrypt", AES, "binary", decrypted),
  javascript("js_try_aes_decrypt", AES, "binary", (...args) => {
    try {
      return decrypted(...args);
    } catch (error) {
      if (error instanceof RowError) return null;
      throw error;
    }
  }),
];
