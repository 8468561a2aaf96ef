"""All SQL of the block. Readers for a citizen take ``acting``, readers for a provider ``caller``."""
