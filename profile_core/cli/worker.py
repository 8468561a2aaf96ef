"""``citizen-profile worker``."""


def worker() -> None:
    """Hand facts over to the blocks that listen, and do what comes round. Start as many as you like."""
    from profile_core.kit.settings import Settings
    from profile_core.worker.process import work

    work(Settings())
