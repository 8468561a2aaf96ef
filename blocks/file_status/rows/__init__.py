"""All statements of the block."""
