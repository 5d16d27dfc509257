"""`python -m coursekit` is the same as `coursekit`."""

from coursekit.cli import main

main()
