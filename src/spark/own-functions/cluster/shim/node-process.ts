/** A process of `node` and the pipes to it: Python's text, the first part of ../shim.ts. */
export const NODE_PROCESS = `
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


`;
