"""When does a crontab line run next?"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from cron.cli import main

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
