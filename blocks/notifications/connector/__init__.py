"""A provider's own program beside a legacy system: it reads a feed that is ordered by an index, and pushes what it says."""
