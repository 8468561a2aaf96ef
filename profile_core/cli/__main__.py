"""Run the command line as ``python -m profile_core.cli``."""

from profile_core.cli.app import main

main()
