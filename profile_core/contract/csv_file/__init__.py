"""Sending the rows of a spreadsheet: reading it, cells, batches, and a report of what became of it."""

from profile_core.contract.csv_file import cells
from profile_core.contract.csv_file.reading import Row
from profile_core.contract.csv_file.report import Report, as_program, key_of, send_file
from profile_core.contract.csv_file.sending import Fault, Items, Meant, Outcomes

__all__ = [
    "Fault",
    "Items",
    "Meant",
    "Outcomes",
    "Report",
    "Row",
    "as_program",
    "cells",
    "key_of",
    "send_file",
]
