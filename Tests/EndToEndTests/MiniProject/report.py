"""Reports so many tests, which pass or fail."""

import os
import sys

count, outcome = int(sys.argv[1]), sys.argv[2]
body = "" if outcome == "pass" else "<failure message='it is so'/>"
with open(os.environ["SLUICE_REPORT"], "w", encoding="utf-8") as file:
    file.write("<testsuite>")
    for number in range(count):
        name = f"{number:06}_" + "n" * 500
        file.write(f"<testcase classname='many' name='{name}' time='0.001'>{body}</testcase>\n")
    file.write("</testsuite>")
