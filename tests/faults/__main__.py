"""What does `python -m tests.faults` do? What `make kill` does; its lives do not import it again."""

import sys

from tests.faults.run import main

sys.exit(main())
