"""`python3 -m tariff ZONE WEIGHT LENGTHxWIDTHxHEIGHT` prints the price."""

import sys

from tariff.counter import main

sys.exit(main(sys.argv[1:], sys.stdout))
