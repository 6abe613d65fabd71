"""Leaves a process behind that has let go of everything."""

import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for descriptor in range(3):
            os.close(descriptor)
        time.sleep(300)
    os._exit(0)
print("left a daemon")
