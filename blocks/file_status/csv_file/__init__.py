"""A file of rows, each of which says all of a file with one of its statuses."""
