"""Programs of providers that keep their notifications: each registers its source and its types, and pushes nothing."""
