"""What a provider does later with what it registered: update, complete, reschedule, retract, delete.

``orders`` is what can be asked, ``finding`` which notification is meant, ``deciding`` what becomes of one (no I/O),
``ledger`` answers the same again, ``carrying`` does it all in one transaction.
"""
