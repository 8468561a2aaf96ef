"""The header in both schemas. Resolvers open, call and convert."""
