"""A gate's own check: says what the settings of the judged commit ask it to say, in the words of the gate."""

import json
import os
import sys

with open(os.path.join(os.environ["SLUICE_SOURCE"], "params.json"), encoding="utf-8") as file:
    verdict = json.load(file).get("verdict", "Passed")
candidate, champion = os.environ["SLUICE_CANDIDATE_URI"], os.environ.get("SLUICE_CHAMPION_URI", "nothing")
print(f"comparing {candidate} with {champion}", flush=True)
if verdict == "damaged":
    with open(os.environ["SLUICE_VERDICT"], "w", encoding="utf-8") as file:
        file.write("{")
    sys.exit(0)
with open(os.environ["SLUICE_VERDICT"], "w", encoding="utf-8") as file:
    json.dump({"verdict": verdict, "reason": f"the fairness of {candidate} is {verdict.lower()}"}, file)
sys.exit(0 if verdict == "Passed" else 1)
