import type { StorageLevel as Message } from "../proto/index.js";

/**
 * Where a persisted DataFrame is kept.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.StorageLevel.html
 */
export class StorageLevel {
  static readonly NONE = new StorageLevel(false, false, false, false);
  static readonly DISK_ONLY = new StorageLevel(true, false, false, false);
  static readonly DISK_ONLY_2 = new StorageLevel(true, false, false, false, 2);
  static readonly DISK_ONLY_3 = new StorageLevel(true, false, false, false, 3);
  static readonly MEMORY_ONLY = new StorageLevel(false, true, false, false);
  static readonly MEMORY_ONLY_2 = new StorageLevel(false, true, false, false, 2);
  static readonly MEMORY_AND_DISK = new StorageLevel(true, true, false, false);
  static readonly MEMORY_AND_DISK_2 = new StorageLevel(true, true, false, false, 2);
  static readonly MEMORY_AND_DISK_DESER = new StorageLevel(true, true, false, true);
  static readonly OFF_HEAP = new StorageLevel(true, true, true, false);

  readonly useDisk: boolean;
  readonly useMemory: boolean;
  readonly useOffHeap: boolean;
  readonly deserialized: boolean;
  readonly replication: number;

  constructor(
    useDisk: boolean,
    useMemory: boolean,
    useOffHeap: boolean,
    deserialized: boolean,
    replication = 1,
  ) {
    this.useDisk = useDisk;
    this.useMemory = useMemory;
    this.useOffHeap = useOffHeap;
    this.deserialized = deserialized;
    this.replication = replication;
  }

  static fromMessage(message: Omit<Message, "$typeName">): StorageLevel {
    const { useDisk, useMemory, useOffHeap, deserialized, replication } = message;
    return new StorageLevel(useDisk, useMemory, useOffHeap, deserialized, replication);
  }

  equals(other: StorageLevel): boolean {
    return this.toString() === other.toString();
  }

  /** As PySpark prints it: `Disk Memory Deserialized 1x Replicated`. */
  toString(): string {
    const where = [
      this.useDisk ? "Disk " : "",
      this.useMemory ? "Memory " : "",
      this.useOffHeap ? "OffHeap " : "",
      this.deserialized ? "Deserialized " : "Serialized ",
    ];
    return `${where.join("")}${this.replication}x Replicated`;
  }
}
