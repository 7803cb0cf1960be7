"""The C library."""

import ctypes
import os
from pathlib import Path

PATH = os.environ.get("DELTA_LIB") or Path(__file__).parent.parent / "native" / "libroll.so"
library = ctypes.CDLL(str(PATH))


def weak(data):
    return library.roll_weak(data, len(data))
