"""A test with a report, as pytest would write it."""

import os

with open(os.environ["SLUICE_REPORT"], "w", encoding="utf-8") as file:
    file.write('<testsuite name="unit"><testcase classname="unit" name="adds" time="0.1"/>'
               '<testcase classname="unit" name="subtracts" time="0.2"/></testsuite>')
