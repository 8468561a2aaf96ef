"""Floor 0: clock, ids, cursors, texts, keys, redaction. Imports nothing of ours and opens no connection."""
