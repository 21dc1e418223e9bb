import type { GoldenGroup } from "../family.js";

const K16 = "'0000111122223333'";
const K24 = "'000011112222333344445555'";
const K32 = "'abcdefghijklmnop12345678ABCDEFGH'";
const IV12 = "unhex('000102030405060708090A0B')";
const IV16 = "unhex('000102030405060708090A0B0C0D0E0F')";
const texts: GoldenGroup = {
  table: "texts",
  kind: "scalar",
  queries: [
    ...["hmac('k', s)", "hmac(s, bin)", "hmac(s, t, 'SHA-1')", "hmac(s, t, 'sha256')", "hmac(s, t, 'SHA-384')", "hmac(s, t, 'SHA512')", "hmac(s, t, 'SHA-224')", "hmac(s, t, 'MD5')", "hmac(s, null)", "hmac(s, t, null)"],
    ...[`aes_encrypt(s, ${K16}, 'ECB')`, `aes_encrypt(s, ${K24}, 'ecb', 'pkcs')`, `aes_encrypt(bin, ${K32}, 'ECB', 'DEFAULT')`, `aes_encrypt(s, ${K16}, 'CBC', 'PKCS', ${IV16})`, `aes_encrypt(s, ${K32}, 'GCM', 'NONE', ${IV12}, t)`, `aes_encrypt(s, ${K24}, 'GCM', 'DEFAULT', ${IV12})`],
    ...[`aes_decrypt(aes_encrypt(s, ${K16}), ${K16})`, `aes_decrypt(aes_encrypt(s, ${K16}, 'CBC'), ${K16}, 'CBC')`, `aes_decrypt(aes_encrypt(s, ${K16}, 'ECB'), ${K16}, 'ECB')`, `aes_decrypt(aes_encrypt(s, ${K32}, 'GCM', 'DEFAULT', ${IV12}, t), ${K32}, 'GCM', 'DEFAULT', t)`],
    ...[`try_aes_decrypt(bin, ${K16})`, `try_aes_decrypt(s, ${K16}, 'ECB')`, `try_aes_decrypt(s, ${K16}, 'CBC')`, `try_aes_decrypt(aes_encrypt(s, ${K16}, 'ECB'), ${K16}, 'ECB')`, `try_aes_decrypt(aes_encrypt(s, ${K16}, 'GCM', 'DEFAULT', ${IV12}, t), ${K16}, 'GCM', 'DEFAULT', s)`],
  ],
}; // biome-ignore format: lists
const failing: GoldenGroup = {
  table: "few",
  kind: "scalar",
  queries: [
    ...["hmac(s, s, 'nope')", "hmac(s)", "hmac(s, 1)"],
    ...["aes_encrypt(s, 'short')", `aes_encrypt(s, ${K16}, 'CTR')`, `aes_encrypt(s, ${K16}, 'GCM', 'PKCS')`, `aes_encrypt(s, ${K16}, 'ECB', 'NONE')`, `aes_encrypt(s, ${K16}, 'ECB', 'PKCS', ${IV16})`, `aes_encrypt(s, ${K16}, 'GCM', 'NONE', ${IV16})`, `aes_encrypt(s, ${K16}, 'CBC', 'PKCS', ${IV12})`, `aes_encrypt(s, ${K16}, 'CBC', 'PKCS', ${IV16}, 'x')`, `aes_encrypt(s, ${K16}, 'ECB', 'PKCS', '', 'x')`, `aes_encrypt(s, null)`],
    ...["hmac('', s, 'nope')", "aes_decrypt(s, 'short', 'CTR')", `aes_decrypt(aes_encrypt(s, ${K16}, 'ECB'), ${K16}, 'ECB', 'PKCS', 'x')`, `aes_decrypt(aes_encrypt(s, ${K16}, 'CBC'), ${K16}, 'CBC', 'PKCS', 'x')`],
    ...[`aes_decrypt(s, ${K16})`, `aes_decrypt(bin, ${K16}, 'ECB')`, `aes_decrypt(s, ${K16}, 'CBC')`, `aes_decrypt('', ${K16}, 'ECB')`, `aes_decrypt('0123456789abcdef', ${K16}, 'CBC')`, "aes_decrypt(s, 'short')", `aes_decrypt(s, ${K16}, 'CTR')`, `aes_decrypt(s, ${K16}, 'ECB', 'PKCS', 'x')`, "try_aes_decrypt(s, 'short')", `try_aes_decrypt(s, ${K16}, 'CTR')`],
  ],
}; // biome-ignore format: lists

export default [texts, failing];
