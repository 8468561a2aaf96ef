"""A provider's spreadsheet: drafts as rows of a CSV file, and the file read again as the command reads it."""

import csv
from collections.abc import Sequence
from pathlib import Path

import msgspec

from blocks.file_status.csv_file import columns
from blocks.file_status.model import FileDraft
from profile_core.contract import Text, clock
from profile_core.contract.csv_file import reading


def by_spreadsheet(folder: Path, drafts: Sequence[FileDraft]) -> list[FileDraft]:
    """Write files, a row for each of their statuses, and return what the rows say."""
    rows = [_row(one) for one in drafts]
    header = list(dict.fromkeys(name for row in rows for name in row))
    file = folder / "files.csv"
    with file.open("w", encoding="utf-8", newline="") as written:
        writer = csv.writer(written, delimiter=";")
        writer.writerow(header)
        writer.writerows([row.get(name, "") for name in header] for row in rows)
    read = reading.rows(file)
    meant = columns.columns(next(read).cells, timezone="Europe/Brussels")
    return [msgspec.convert(meant.item(row.cells), FileDraft) for row in read]


def _row(draft: FileDraft) -> dict[str, str]:
    """Return a draft that has one status, set when the draft was said."""
    [status] = draft.statuses
    row = {
        "externalId": draft.external_id,
        "service": draft.service,
        "phase": status.phase,
        "code": status.code,
        "createdAt": clock.rfc3339(draft.created_at),
        "changedAt": clock.rfc3339(draft.changed_at),
        "sequence": "" if draft.sequence is None else str(draft.sequence),
        "targetDate": "" if draft.target_date is None else draft.target_date.isoformat(),
        "actionNeeded": "ja" if status.action_needed else "",
        **_texts("name", draft.name),
        **_texts("action", status.action),
        **_texts("nextStep", draft.next_step.text if draft.next_step else ()),
    }
    for one in draft.participants:
        column = f"{one.relation.lower()}.nationalNumber"
        row[column] = f"{row.get(column, '')} {one.recipient.national_number}".strip()
    return row


def _texts(name: str, some: Sequence[Text]) -> dict[str, str]:
    return {f"{name}.{one.language}": one.text for one in some}
