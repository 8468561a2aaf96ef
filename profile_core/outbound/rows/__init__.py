"""The calls: ``waiting`` to be sent, and ``kept`` after that."""
