/** The `node` that a worker keeps for its next tasks, how one ends, and who watches over it: Python's text, the second part of ../shim.ts. */
export const KEPT_NODE = `kept = None


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


`;
