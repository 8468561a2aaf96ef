"""Runs a module that ends when the demo does: ``python -m profile_core.cli.demo.tethered MODULE ARGUMENTS``.

Standard input is a pipe that the demo alone holds open. It ends with the demo, however that comes to its end, even
by SIGKILL, on every system that has pipes.
"""

import os
import runpy
import signal
import sys
from threading import Thread


def _end_with_the_demo() -> None:
    os.read(sys.stdin.fileno(), 1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    Thread(target=_end_with_the_demo, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
