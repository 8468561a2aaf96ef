"""Floor 4: the process that answers. Composes two GraphQL schemas from blocks it knows only as values."""
