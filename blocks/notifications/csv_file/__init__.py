"""A file that an employee fills in: read row by row, sent as a provider's program sends, with errors per row."""
