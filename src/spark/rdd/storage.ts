/**
 * Where the partitions of a persisted RDD are kept. `StorageLevel` of the API is one.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.StorageLevel.html
 */
export interface RddStorage {
  readonly useDisk: boolean;
  readonly useMemory: boolean;
  readonly useOffHeap: boolean;
  readonly deserialized: boolean;
  readonly replication: number;
}

/** What `cache` asks for. */
export const MEMORY_ONLY: RddStorage = Object.freeze({
  useDisk: false,
  useMemory: true,
  useOffHeap: false,
  deserialized: false,
  replication: 1,
});

/** What `getStorageLevel` says of an RDD that isn't persisted. */
export const NOT_STORED: RddStorage = Object.freeze({
  useDisk: false,
  useMemory: false,
  useOffHeap: false,
  deserialized: false,
  replication: 1,
});
