"""Logs a metric that is no number."""

import tracking

run, _ = tracking.start_run()
tracking.call("POST", "runs/log-metric", {"run_id": run, "key": "f1", "value": "high", "timestamp": 1, "step": 0})
