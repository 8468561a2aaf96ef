"""A provider's own program: it registers types and pushes notifications over GraphQL, knowing nothing but the API."""
