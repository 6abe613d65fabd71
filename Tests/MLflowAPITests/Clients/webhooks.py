"""Uses webhooks through MLflow's client, with a receiver of its own, and prints what happened as one line of JSON."""

import base64
import hashlib
import hmac
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

SECRET = "s3cret"
received = []


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        signed = f'{self.headers["X-MLflow-Delivery-Id"]}.{self.headers["X-MLflow-Timestamp"]}.{body}'
        expected = "v1," + base64.b64encode(hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()).decode()
        message = json.loads(body)
        message["verified"] = hmac.compare_digest(expected, self.headers.get("X-MLflow-Signature", ""))
        received.append(message)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"thanks")

    def log_message(self, *arguments):
        pass


def wait_for(count):
    """What was received, once there are `count` messages or half a minute is over."""
    for _ in range(3000):
        if len(received) >= count:
            break
        time.sleep(0.01)
    return [f'{message["entity"]}.{message["action"]}' for message in received]


server = HTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = MlflowClient()

events = ["registered_model.created", "model_version.created", "model_version_alias.created", "model_version_tag.set"]
url = f"http://127.0.0.1:{server.server_address[1]}/hook"
hook = client.create_webhook("deploys", url, events, description="d", secret=SECRET)
report = {
    "events": [str(event) for event in hook.events],
    "listed": [(one.webhook_id == hook.webhook_id, one.secret) for one in client.list_webhooks()],
    "got": client.get_webhook(hook.webhook_id).description,
}
tested = client.test_webhook(hook.webhook_id, "model_version_tag.set")
report["test"] = [tested.success, tested.response_status, tested.response_body, tested.error_message]
report["example"] = received.pop()["data"]

client.create_registered_model("churn", tags={"team": "crm"})
with mlflow.start_run() as run:
    mlflow.log_text("weights", "model/weights.txt")
version = client.create_model_version("churn", f"runs:/{run.info.run_id}/model", run.info.run_id)
client.set_registered_model_alias("churn", "challenger", version.version)
client.set_model_version_tag("churn", version.version, "checked", "yes")
report["received"] = wait_for(4)
report["verified"] = all(message["verified"] for message in received)
report["workspaces"] = sorted({message["workspace"] for message in received})
report["alias"] = next(message["data"] for message in received if message["entity"] == "model_version_alias")

client.update_webhook(hook.webhook_id, status="DISABLED")
report["status"] = str(client.get_webhook(hook.webhook_id).status)
client.create_registered_model("other")
client.delete_webhook(hook.webhook_id)
refusals = []
for attempt in [
    lambda: client.get_webhook(hook.webhook_id),
    lambda: client.create_webhook("inside", "https://169.254.169.254/latest", events),
]:
    try:
        attempt()
    except MlflowException as error:
        refusals.append(f"{error.error_code}: {error.message}")
report["refusals"] = refusals
report["left"] = len(client.list_webhooks())
print(json.dumps(report), flush=True)
os._exit(0)
