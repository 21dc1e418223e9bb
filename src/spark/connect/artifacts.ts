/** Files that a session gives the server: functions of one's own, and tables too large to stand in a plan. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { toBinary } from "@bufbuild/protobuf";
import { ValueError } from "../../errors.js";
import { SparkConnectException } from "../errors/index.js";
import {
  type AddArtifactsRequestSchema,
  type LocalRelation,
  LocalRelationSchema,
  SparkConnectService,
} from "../proto/index.js";
import type { Client, Fields } from "./client.js";

/** Spark's clients send as much at a time. */
const CHUNK_BYTES = 32 * 1024;
/** Milliseconds: what any upload is given, and for each byte: a slow line brings 100 kB a second. */
const UPLOAD_MILLISECONDS = 60_000;
const MILLISECONDS_PER_BYTE = 1 / 100;
const { addArtifacts, artifactStatus } = SparkConnectService.method;

type Request = Fields<typeof AddArtifactsRequestSchema>;

export class Artifacts {
  readonly #client: Client;
  /** What the server has, or is getting. */
  readonly #known = new Map<string, Promise<void>>();

  /** A DataFrame keeps its message, so that a second run needs no second look at its bytes. */
  readonly #tables = new WeakMap<LocalRelation, Promise<string>>();

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Uploads a file, unless that has been done. The server never takes other bytes under a name that it has: names are to hold a hash of the content.
   *
   * @param name where it is to lie: `files/…` (a worker's working folder), `pyfiles/…`, `cache/…`
   * @throws ValueError for a name that is no path inward; SparkException when the server refuses it
   */
  async add(name: string, bytes: Uint8Array): Promise<void> {
    if (
      !/^[^/\\]+(\/[^/\\]+)+$/.test(name) ||
      name.split("/").some((part) => part === "." || part === "..")
    ) {
      throw new ValueError(
        `an artifact is called ${JSON.stringify(name)}; it is a path as files/name or cache/hash`,
      );
    }
    const known = this.#known.get(name);
    if (known !== undefined) return await known;
    const uploading = this.#upload(name, bytes);
    this.#known.set(name, uploading);
    try {
      await uploading;
    } catch (error) {
      this.#known.delete(name);
      throw error;
    }
  }

  /** Uploads a table that a CachedLocalRelation is to name. @returns its hash */
  async cache(table: LocalRelation): Promise<string> {
    const known = this.#tables.get(table);
    if (known !== undefined) return await known;
    const caching = this.#cache(toBinary(LocalRelationSchema, table));
    this.#tables.set(table, caching);
    try {
      return await caching;
    } catch (error) {
      this.#tables.delete(table);
      throw error;
    }
  }

  async #cache(bytes: Uint8Array): Promise<string> {
    const hash = createHash("sha256").update(bytes).digest("hex");
    await this.add(`cache/${hash}`, bytes);
    return hash;
  }

  async #upload(name: string, bytes: Uint8Array): Promise<void> {
    // The server answers this for `cache/` alone.
    if (name.startsWith("cache/")) {
      const { statuses } = await this.#client.call(artifactStatus, { names: [name] });
      if (statuses[name]?.exists) return;
    }
    const limit = UPLOAD_MILLISECONDS + bytes.length * MILLISECONDS_PER_BYTE;
    const { artifacts } = await this.#client.upload(addArtifacts, () => requestsOf(name, bytes), limit);
    const summary = artifacts.find((artifact) => artifact.name === name);
    if (!summary?.isCrcSuccessful) {
      throw new SparkConnectException(
        `the artifact ${name} did not arrive whole: ${summary ? "its checksum differs" : "the server says nothing of it"}`,
      );
    }
  }
}

function* requestsOf(name: string, bytes: Uint8Array): Generator<Request> {
  if (bytes.length <= CHUNK_BYTES) {
    yield { payload: { case: "batch", value: { artifacts: [{ name, data: chunk(bytes) }] } } };
    return;
  }
  const initialChunk = chunk(bytes.subarray(0, CHUNK_BYTES));
  const sizes = {
    totalBytes: BigInt(bytes.length),
    numChunks: BigInt(Math.ceil(bytes.length / CHUNK_BYTES)),
  };
  yield { payload: { case: "beginChunk", value: { name, ...sizes, initialChunk } } };
  for (let at = CHUNK_BYTES; at < bytes.length; at += CHUNK_BYTES) {
    yield { payload: { case: "chunk", value: chunk(bytes.subarray(at, at + CHUNK_BYTES)) } };
  }
}

function chunk(data: Uint8Array) {
  return { data, crc: BigInt(crc32(data)) };
}
