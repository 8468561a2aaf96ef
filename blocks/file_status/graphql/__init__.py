"""Both schemas of the block; resolvers open, call and convert."""
