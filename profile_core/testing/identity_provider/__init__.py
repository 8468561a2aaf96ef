"""A small OpenID provider with synthetic citizens, in the place of the region's identity providers."""
