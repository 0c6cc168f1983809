"""Waits for the nodes, sends one query to each, prints the answers."""
import time
from logging import INFO

from flwr.app import ConfigRecord, Context, Message, RecordDict
from flwr.common import log
from flwr.serverapp import Grid, ServerApp

app = ServerApp()


@app.main()
def main(grid: Grid, context: Context) -> None:
    want = int(context.run_config["nodes"])
    deadline = time.time() + 60
    ids: list[int] = []
    while time.time() < deadline:
        ids = list(grid.get_node_ids())
        log(INFO, "hello: %d of %d nodes", len(ids), want)
        if len(ids) >= want:
            break
        time.sleep(1)
    msgs = [
        Message(content=RecordDict({"c": ConfigRecord({"round": 1})}), message_type="query", dst_node_id=i)
        for i in ids
    ]
    replies = list(grid.send_and_receive(msgs, timeout=60))
    for r in replies:
        if r.has_error():
            log(INFO, "hello: error from %d: %s", r.metadata.src_node_id, r.error)
        else:
            log(INFO, "hello: node %d answered %s", r.metadata.src_node_id, dict(r.content["m"]))
    print("hello: done, replies =", len(replies), flush=True)
    time.sleep(int(context.run_config["wait"]))
