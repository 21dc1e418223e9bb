/**
 * Where everything of a queue lies in its heap block, in 32-bit words from the block's start. What producers write, what consumers write and
 * what both seldom write have cache lines of their own: a line that two cores write in turn costs 50–100 ns a time.
 */

/** Written once, or seldom. */
export const MAGIC = 0;
export const MAXSIZE = 1;
export const FLAGS = 2;
/** 1 once the contents were given back; nobody may touch anything but this line then. */
export const DESTROYED = 3;
/** 1 once there has been a producer, a consumer: `holders` says when. */
export const HAD_WRITER = 4;
export const HAD_READER = 5;
export const HOLDERS_LOCK = 6;
export const HOLDERS_LOCK_SLEEPERS = 7;
/** Chunks of holder slots beyond the one in this block. */
export const CHUNKS = 8;
/** Lease of a chunk that is being added; 0 when none is. */
export const ADDING_CHUNK = 10;
/** Bumped by every change of a holder's role: who waits for one looks again. */
export const ROLES = 9;

/** The producers' line. `TAIL` counts the items put: storing it commits a put. */
export const PUT_LOCK = 16;
export const PUT_LOCK_SLEEPERS = 17;
export const TAIL = 18;
/** Where item n goes: word `TAIL_POS + (n & 1)`, so that the place behind the next item can be written before it is committed. */
export const TAIL_POS = 20;
export const TAIL_SEGMENT = 22;
/** What producers last saw of the consumers: items taken, and the place of the next. Read again only when there seems to be no room. */
export const SEEN_HEAD = 24;
export const SEEN_HEAD_POS = 25;
/** The record with leases that is being published: its number and address. */
export const PUTTING = 26;
export const PUTTING_AT = 27;
/** The place of item `GROWN_AT` is the start of segment `GROWN_TO`, not its `TAIL_POS`; `GROWING` is its lease while that isn't so yet. */
export const GROWN_AT = 28;
export const GROWN_TO = 29;
export const GROWING = 30;

/** The consumers' line. `HEAD` counts the items taken: storing it commits a get. */
export const GET_LOCK = 32;
export const GET_LOCK_SLEEPERS = 33;
export const HEAD = 34;
export const HEAD_POS = 36;
export const HEAD_SEGMENT = 38;
export const SEEN_TAIL = 39;
/** Lease of the segment that is given back once item `RETIRING_AT` was taken; the next segment. */
export const RETIRING = 40;
export const RETIRING_AT = 41;
export const RETIRING_TO = 42;
/** Number of the record with leases that is being taken. */
export const TAKING = 43;

/** 1: somebody may sleep, on this word, until there is an item, room, no unfinished task. */
export const GET_SLEEPERS = 48;
export const PUT_SLEEPERS = 49;
export const JOIN_SLEEPERS = 50;
/** Items of a JoinableQueue for which taskDone was called. */
export const DONE = 51;

/** The first chunk of holder slots. */
export const FIRST_CHUNK = 64;
export const CHUNK_NEXT = 0;
export const CHUNK_LEASE = 1;
export const CHUNK_SLOTS = 4;
export const SLOT_WORDS = 8;
export const FIRST_CHUNK_SLOTS = 30;
export const NEXT_CHUNK_SLOTS = 126;

/** A slot: one thread or process that holds the queue, or a handle on its way to one. All zero: free. */
export const SLOT_PARTICIPANT = 0;
export const SLOT_WRITER = 1;
export const SLOT_READER = 2;
/** Lease under which the handle travels: the slot is nobody's yet. */
export const SLOT_LEASE = 3;
/** JoinableQueue: items taken and tasks done. */
export const SLOT_TAKEN = 4;
export const SLOT_DONE = 5;
/** 1: the thread has no handle any more and stays only to clear up when the others are gone. */
export const SLOT_KEEPER = 6;

export const HEADER_BYTES = 4 * (FIRST_CHUNK + CHUNK_SLOTS + FIRST_CHUNK_SLOTS * SLOT_WORDS);
export const CHUNK_BYTES = 4 * (CHUNK_SLOTS + NEXT_CHUNK_SLOTS * SLOT_WORDS);

export const QUEUE_MAGIC = 0x51554555;
export const FLAG_JOINABLE = 1;
/** One direction of a Pipe: putting fails once nobody is left who could receive. */
export const FLAG_PIPE = 2;

/** A segment: lease, bytes (all of it), and from `SEGMENT_DATA` on records. */
export const SEGMENT_LEASE = 0;
export const SEGMENT_BYTES = 1;
export const SEGMENT_DATA = 16;
/** Above the heap's small blocks (32 KiB), so that a segment has pages of its own and goes back at once. */
export const FIRST_SEGMENT = 64 * 1024 - 1024;
/** A segment that is full is followed by one of twice its size, up to here. */
export const LAST_SEGMENT = 1024 * 1024 - 1024;
/** Longer records lie in a heap block of their own: copying this much takes some 5 µs, for which the lock is held. */
export const INLINE_BYTES = 32 * 1024;
