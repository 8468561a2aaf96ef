"""What the block speaks of, as values."""

from blocks.file_status.model.codes import ACTS, Ordering, Part, Relation, Right
from blocks.file_status.model.files import PLACES, TOP, Copy, File, FileFilter, Moment, Place, Position
from blocks.file_status.model.modes import Chosen
from blocks.file_status.model.phases import Code, Matrix, Phase
from blocks.file_status.model.said import (
    About,
    Contact,
    Evidence,
    Output,
    Participant,
    Party,
    Report,
    Said,
    Status,
    Step,
)
from blocks.file_status.model.sent import (
    Accepted,
    EvidenceDraft,
    FileDraft,
    FileUpdate,
    OutputDraft,
    ParticipantDraft,
    Preview,
    StatusDraft,
    StepDraft,
)
from blocks.file_status.model.stamps import BEFORE_ALL, Stamp, stamp

__all__ = [
    "ACTS",
    "BEFORE_ALL",
    "PLACES",
    "TOP",
    "About",
    "Accepted",
    "Chosen",
    "Code",
    "Contact",
    "Copy",
    "Evidence",
    "EvidenceDraft",
    "File",
    "FileDraft",
    "FileFilter",
    "FileUpdate",
    "Matrix",
    "Moment",
    "Ordering",
    "Output",
    "OutputDraft",
    "Part",
    "Participant",
    "ParticipantDraft",
    "Party",
    "Phase",
    "Place",
    "Position",
    "Preview",
    "Relation",
    "Report",
    "Right",
    "Said",
    "Stamp",
    "Status",
    "StatusDraft",
    "Step",
    "StepDraft",
    "stamp",
]
