"""`python3 -m mirror [--keep words] TEXT…` prints each text backwards; without a text, standard input."""

import sys

from mirror.cli import main

sys.exit(main(sys.argv[1:], sys.stdin, sys.stdout))
