"""`python -m daemon` is `conductd`."""

from daemon.cli import main

main()
