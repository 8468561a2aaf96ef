"""Sign-on: an OpenID provider for sites, a relying party of the region's identity providers."""
