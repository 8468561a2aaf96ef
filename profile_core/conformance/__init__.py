"""The conformance kit: ask a provider's source endpoint as we do, and say with remedies what is right and wrong."""
