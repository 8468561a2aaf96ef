"""A provider's source endpoint (docs/source-api): it keeps the source API to the letter, or breaks it as it is told."""
