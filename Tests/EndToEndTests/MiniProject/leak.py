"""Shows its secret in every way that it can think of, and waits for the test to look at it."""

import base64
import json
import os
import sys
import time
import urllib.parse

import tracking

secret = os.environ["API_KEY"]
raw = secret.encode()
print("plain " + secret)
for place in range(3):
    print("base64 " + base64.b64encode(b"x" * place + raw + b"y").decode())
print("urlsafe " + base64.urlsafe_b64encode(raw).decode())
print("hex " + raw.hex() + " " + raw.hex().upper())
print("url " + urllib.parse.quote(secret) + " " + urllib.parse.quote_plus(secret, safe=""))
print("json " + json.dumps({"key": secret}))
print("reversed " + secret[::-1])
print("repr " + repr({"key": secret}))
sys.stdout.write("split " + secret[:5])
sys.stdout.flush()
time.sleep(0.2)
sys.stdout.write(secret[5:] + "\n")
sys.stdout.flush()

run, experiment = tracking.start_run()
tracking.call("POST", "runs/log-parameter", {"run_id": run, "key": "key", "value": secret})
tracking.call("POST", "runs/set-tag", {"run_id": run, "key": "tag", "value": "is " + raw.hex()})
metric = {"run_id": run, "key": "metric " + secret, "value": 1, "timestamp": 1}
status, answer = tracking.send("POST", "/api/2.0/mlflow/runs/log-metric", json.dumps(metric).encode())
print(f"metric {status} {answer.decode()}")
address = f"{tracking.ARTIFACTS}{experiment}/{run}/artifacts/" + urllib.parse.quote(secret, safe="") + ".txt"
status, answer = tracking.send("PUT", address, b"nothing")
print(f"file {status}")
tracking.send("GET", "/api/2.0/mlflow/runs/get?run_id=" + urllib.parse.quote(secret))
tracking.call("POST", "runs/set-tag", {"run_id": run, "key": "leaked", "value": "yes"})
with open(os.environ["SLUICE_REPORT"], "w", encoding="utf-8") as report:
    report.write("<testsuite name='s'><testcase name='of ")
    report.write(urllib.parse.quote(secret) + "'/><testcase name='b'><failure message='bad ")
    report.write(raw.hex() + "'/></testcase></testsuite>")
print("leaked all of it", flush=True)
tracking.wait_for("go")
raise RuntimeError("the key " + secret + " is wrong")
