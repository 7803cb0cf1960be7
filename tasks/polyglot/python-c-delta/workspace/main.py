"""delta: sign N BASE | make SIGNATURE NEW | patch BASE DELTA."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from delta.patching import patch
from delta.search import make
from delta.signature import sign
from delta.wrong import Wrong


def main(arguments):
    match arguments:
        case ["sign", block, base] if block.isascii() and block.isdigit() and 1 <= int(block) <= 1 << 20:
            return sign(int(block), Path(base).read_bytes()).encode()
        case ["make", signature, new]:
            return make(Path(signature).read_bytes(), Path(new).read_bytes()).encode()
        case ["patch", base, delta]:
            return patch(Path(base).read_bytes(), Path(delta).read_bytes())
    print(f"usage: {__doc__}", file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    try:
        told = main(sys.argv[1:])
    except Wrong as wrong:
        print(f"error: {wrong}", file=sys.stderr)
        raise SystemExit(1) from None
    sys.stdout.buffer.write(told)
