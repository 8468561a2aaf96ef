"""Floor 4: the process that works. Hands facts to listeners and runs what comes round."""
