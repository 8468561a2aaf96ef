"""The rows of sources: which are registered, and what they answered a moment ago."""
