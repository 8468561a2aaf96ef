"""In which roles a citizen may act: asked of every source, shown, chosen by name."""
