"""Answers every query with one number."""
from flwr.app import Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

app = ClientApp()


@app.query()
def answer(msg: Message, context: Context) -> Message:
    part = int(context.node_config.get("partition-id", -1))
    print(f"hello client partition={part}", flush=True)
    return Message(
        content=RecordDict({"m": MetricRecord({"value": 40 + part, "num-examples": 1})}),
        reply_to=msg,
    )
