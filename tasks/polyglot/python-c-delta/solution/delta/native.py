"""The C library."""

import ctypes
import os
from pathlib import Path

PATH = os.environ.get("DELTA_LIB") or Path(__file__).parent.parent / "native" / "libroll.so"
library = ctypes.CDLL(str(PATH))
library.roll_weak.argtypes = (ctypes.c_char_p, ctypes.c_size_t)
library.roll_weak.restype = ctypes.c_uint32
library.roll_find.argtypes = (
    ctypes.c_char_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.POINTER(ctypes.c_uint32), ctypes.c_size_t, ctypes.c_size_t,
)
library.roll_find.restype = ctypes.c_size_t


def weak(data):
    return library.roll_weak(data, len(data))


def finder(data, block, hashes):
    """A function from a position to the next one whose block of bytes has one of the weak hashes, or to the end."""
    known = sorted(set(hashes))
    array = (ctypes.c_uint32 * len(known))(*known)
    return lambda at: library.roll_find(data, len(data), block, array, len(known), at)
