"""Sign-on: an OpenID provider for public websites, and a relying party of the region's identity provider."""
