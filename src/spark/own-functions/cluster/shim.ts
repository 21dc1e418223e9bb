/**
 * What Python's worker on an executor runs in the name of a user's function: it keeps one `node` and passes batches of Arrow to it and back. The protocol
 * is that of ../executor/frames.ts. It is text, since it travels inside a pickle (pickle.ts).
 *
 * Two threads: one brings batches to node while the other fetches what comes back, so that full pipes can't make both wait for each other. `node` is kept for
 * the worker's next tasks, with the functions that it has loaded; whatever goes wrong ends it, and the next task starts another.
 */
export const SHIM = `
import ctypes
import io
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

import pyarrow as pa

HEAD = struct.Struct("<IIQ")
OPEN, SCHEMA, BATCH, END, FAILED, CLOSE = range(1, 7)
PIPE_BYTES = 1 << 20
TOLD_BYTES = 4000
MARK = "manycore-failure "


class Failure(Exception):
    """What the driver makes its own error of."""

    def __init__(self, **told):
        super().__init__(MARK + json.dumps(told))


def no_node(command):
    return Failure(
        kind="environment",
        message="the executor at %s has no Node.js: %r is not on its PATH (%s). Install Node 20.19 or later on every executor, "
        "or say where it is by the setting manycore.node or in the executors' environment by MANYCORE_NODE"
        % (socket.gethostname(), command, os.environ.get("PATH", "")),
    )


def parent_of():
    """On Linux a child can ask to be killed with its parent, which may be killed itself while a function never ends."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def die_with_parent():
        libc.prctl(1, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return die_with_parent


class Node:
    """A process of node, and the pipes to it."""

    def __init__(self, command, directory, program):
        path = shutil.which(command)
        if path is None:
            raise no_node(command)
        self.command = command
        self.directory = directory
        self.program = program
        self.told = b""
        self.runs = 0
        self.lock = threading.Lock()
        node_in, self.out = os.pipe()
        back, node_out = os.pipe()
        for pipe in (self.out, back):
            self.widen(pipe)
        start = "import(process.argv[1]).then((m) => m.serveFunctions(%d, %d))" % (node_in, node_out)
        url = "file://" + os.path.join(directory, program)
        try:
            self.process = subprocess.Popen(
                [path, "-e", start, url],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(node_in, node_out),
                preexec_fn=parent_of(),
                cwd=directory,
            )
        except OSError as error:
            raise Failure(kind="environment", message="%s could not be started at %s: %s" % (path, socket.gethostname(), error)) from None
        finally:
            os.close(node_in)
            os.close(node_out)
        self.back = io.open(back, "rb", buffering=1 << 16)
        self.telling = threading.Thread(target=self.tell, daemon=True)
        self.telling.start()

    @staticmethod
    def widen(pipe):
        try:
            import fcntl

            fcntl.fcntl(pipe, 1031, PIPE_BYTES)
        except (ImportError, OSError):
            pass

    def tell(self):
        """What functions print belongs into the executor's log; its end is kept for when node dies."""
        stream = self.process.stdout
        while True:
            text = stream.read1(1 << 16)
            if not text:
                return
            self.told = (self.told + text)[-TOLD_BYTES:]
            try:
                os.write(2, text)
            except OSError:
                pass

    def send(self, kind, run, payload=b""):
        view = memoryview(payload).cast("B")
        with self.lock:
            self.write(HEAD.pack(kind, run, view.nbytes))
            if view.nbytes:
                self.write(view)

    def write(self, payload):
        view = memoryview(payload)
        while view.nbytes:
            view = view[os.write(self.out, view):]

    def receive(self):
        """None when node is gone."""
        head = self.back.read(HEAD.size)
        if len(head) < HEAD.size:
            return None
        kind, run, length = HEAD.unpack(head)
        payload = self.back.read(length)
        return None if len(payload) < length else (kind, run, payload)

    def end(self):
        try:
            self.process.kill()
        except OSError:
            pass
        code = self.process.wait()
        self.telling.join(1)
        for close in (lambda: os.close(self.out), self.back.close, self.process.stdout.close):
            try:
                close()
            except OSError:
                pass
        return code


kept = None


def directory_of(program):
    from pyspark import SparkFiles

    for directory in (SparkFiles.getRootDirectory(), os.getcwd()):
        if os.path.exists(os.path.join(directory, program)):
            return os.path.realpath(directory)
    raise Failure(kind="environment", message="the executor at %s was not given the file %s" % (socket.gethostname(), program))


def node_for(spec):
    """The worker's node. Another session's has other files, and one that has loaded very many functions never forgets them."""
    global kept
    directory = directory_of(spec["program"])
    command = os.environ.get("MANYCORE_NODE") or spec.get("node") or "node"
    if kept is not None:
        fits = kept.directory == directory and kept.command == command and kept.program == spec["program"] and kept.runs < 1000
        if fits and kept.process.poll() is None:
            return kept
        drop(kept)
    kept = Node(command, directory, spec["program"])
    return kept


def drop(node):
    global kept
    if kept is node:
        kept = None
    return node.end()


def lost(node, spec, watch):
    """Node has gone: ends it, and says why."""
    slow = watch is not None and watch.struck
    try:
        node.process.wait(1)
    except subprocess.TimeoutExpired:
        pass
    code = node.process.poll()
    drop(node)
    name = spec["name"]
    if slow:
        return Failure(kind="function", message="the function %s took more than %s s" % (name, spec["timeout"]))
    how = "by the signal %s" % signal.Signals(-code).name if code is not None and code < 0 else "with code %s" % code
    told = node.told.decode("utf-8", "replace").strip()
    text = "the function %s ended its process %s" % (name, how)
    return Failure(kind="function", message=text + (": " + told if told else ""))


class Watch:
    """Kills a node that neither takes nor gives anything for so many seconds."""

    def __init__(self, node, seconds):
        self.node = node
        self.seconds = seconds
        self.struck = False
        self.pulling = False
        self.reading = False
        self.last = time.monotonic()
        self.over = threading.Event()
        threading.Thread(target=self.look, daemon=True).start()

    def alive(self):
        self.last = time.monotonic()

    def look(self):
        while not self.over.wait(min(self.seconds / 4, 1)):
            if self.reading and not self.pulling and time.monotonic() - self.last > self.seconds:
                self.struck = True
                self.node.process.kill()
                return


def failure_of(payload):
    return Failure(kind="function", **json.loads(bytes(payload).decode("utf-8")))


def stream_bytes(schema):
    sink = pa.BufferOutputStream()
    pa.ipc.new_stream(sink, schema).close()
    return sink.getvalue()


def begin(spec):
    node = node_for(spec)
    node.runs += 1
    node.send(OPEN, node.runs, json.dumps(spec["run"]).encode("utf-8"))
    return node, node.runs


class Feeder(threading.Thread):
    """Brings batches to node until there are no more, or nobody wants any."""

    def __init__(self, node, run, batches, watch):
        super().__init__(daemon=True)
        self.node = node
        self.run_id = run
        self.batches = batches
        self.watch = watch
        self.stop = threading.Event()
        self.error = None

    def run(self):
        try:
            schema = None
            while not self.stop.is_set():
                if self.watch:
                    self.watch.pulling = True
                batch = next(self.batches, None)
                if self.watch:
                    self.watch.pulling = False
                    self.watch.alive()
                if batch is None:
                    break
                if schema is None:
                    schema = batch.schema
                    self.node.send(SCHEMA, self.run_id, stream_bytes(schema))
                self.node.send(BATCH, self.run_id, batch.serialize())
                if self.watch:
                    self.watch.alive()
            self.node.send(END, self.run_id)
        except BrokenPipeError:
            pass
        except BaseException as error:
            self.error = error
            # Whoever reads has to be woken.
            self.node.process.kill()


def stream(text):
    """mapInArrow and what is made of it: batches in, other batches out."""
    spec = json.loads(text)

    def run(batches):
        node, number = begin(spec)
        seconds = spec.get("timeout")
        watch = Watch(node, seconds) if seconds else None
        feeder = Feeder(node, number, iter(batches), watch)
        feeder.start()
        done = False
        try:
            schema = None
            while True:
                if watch:
                    watch.reading = True
                frame = node.receive()
                if watch:
                    watch.reading = False
                    watch.alive()
                if frame is None:
                    if feeder.error is not None:
                        raise feeder.error
                    raise lost(node, spec, watch)
                kind, of, payload = frame
                if of != number:
                    continue
                if kind == BATCH:
                    yield pa.ipc.read_record_batch(pa.py_buffer(payload), schema)
                elif kind == SCHEMA:
                    schema = pa.ipc.open_stream(payload).schema
                else:
                    feeder.stop.set()
                    feeder.join()
                    if feeder.error is not None:
                        raise feeder.error
                    done = True
                    if kind == FAILED:
                        raise failure_of(payload)
                    return
        finally:
            feeder.stop.set()
            if watch:
                watch.over.set()
            if not done:
                drop(node)
                feeder.join(10)

    return run


def call(text):
    """A udf of whole columns: arrays in, an array of their length out."""
    spec = json.loads(text)
    state = {"node": None, "number": 0, "names": None, "schema": None, "types": None}

    def run(*columns):
        if not columns:
            raise Failure(
                kind="environment",
                message="the function %s was called without arguments, and Spark then does not tell how many rows there are. "
                "Give it one in SQL, or call what F.udf gave" % spec["name"],
            )
        arrays = [column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column for column in columns]
        batch = pa.RecordBatch.from_arrays(arrays, [str(i) for i in range(len(arrays))])
        node = state["node"]
        if node is None or node is not kept or node.process.poll() is not None or state["types"] != batch.schema:
            node, number = begin(spec)
            state.update(node=node, number=number, schema=None, types=batch.schema)
            node.send(SCHEMA, number, stream_bytes(batch.schema))
        number = state["number"]
        seconds = spec.get("timeout")
        watch = Watch(node, seconds) if seconds else None
        done = False
        try:
            node.send(BATCH, number, batch.serialize())
            if watch:
                watch.reading = True
            while True:
                frame = node.receive()
                if frame is None:
                    raise lost(node, spec, watch)
                kind, of, payload = frame
                if of != number:
                    continue
                if kind == SCHEMA:
                    state["schema"] = pa.ipc.open_stream(payload).schema
                    continue
                done = True
                if kind == BATCH:
                    return pa.ipc.read_record_batch(pa.py_buffer(payload), state["schema"]).column(0)
                state["node"] = None
                raise failure_of(payload)
        except BrokenPipeError:
            raise lost(node, spec, watch) from None
        finally:
            if watch:
                watch.over.set()
            if not done:
                state["node"] = None
                if kept is node:
                    drop(node)

    return run
`;
