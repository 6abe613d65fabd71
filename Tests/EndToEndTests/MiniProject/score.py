"""What runs once the version is champion."""

import os

print("scoring with " + os.environ["SLUICE_MODEL_URI"])
