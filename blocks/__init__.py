"""The building blocks of the region, each a package that imports none of the others."""
