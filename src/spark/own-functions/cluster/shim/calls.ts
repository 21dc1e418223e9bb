/** What Spark calls, `stream` and `call`, and how batches get to node meanwhile: Python's text, the last part of ../shim.ts. */
export const CALLS = `def failure_of(payload):
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
