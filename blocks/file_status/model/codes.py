"""Words that never change; phases and codes of statuses are data (``phases``)."""

from enum import StrEnum


class Relation(StrEnum):
    """What a file has to do with a participant: who asked, who gains, whom it touches, who may look."""

    APPLICANT = "APPLICANT"
    BENEFICIARY = "BENEFICIARY"
    CONCERNED = "CONCERNED"
    VIEWER = "VIEWER"


class Right(StrEnum):
    """What a participant may do with a file: read it, or do in it what is asked, too."""

    READ = "READ"
    ACT = "ACT"


ACTS = frozenset({Relation.APPLICANT, Relation.BENEFICIARY})
"""Who may act unless the provider says otherwise. A VIEWER never may."""


class Ordering(StrEnum):
    """By what a provider numbers what it says of a file: always the one or always the other."""

    SEQUENCE = "SEQUENCE"
    CHANGED_AT = "CHANGED_AT"


class Part(StrEnum):
    """What is said of a file beside its statuses; of each part what has the highest stamp counts."""

    ABOUT = "ABOUT"
    NEXT_STEP = "NEXT_STEP"
    EVIDENCE = "EVIDENCE"
    PARTICIPANTS = "PARTICIPANTS"
