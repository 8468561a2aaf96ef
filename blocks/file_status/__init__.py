"""Where is my case? The files of citizens at every provider, each with one true timeline.

Statuses come late, twice and out of order. What a provider says is kept by its own stamp (``model.stamps``), so that
whatever the order in which it arrives, and by whichever door, the same file comes of it (``merge``).
"""
