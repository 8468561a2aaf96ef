"""The website of a municipality with a server of its own: a relying party of ours, with our header in its pages."""
