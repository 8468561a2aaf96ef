"""The report as one page that needs nothing else: for a ticket, an attachment, a CI artefact."""

import base64
import re
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from profile_core.conformance.model import SECTIONS, Report, State

_HERE = Path(__file__).parent
_LOOK = _HERE.parent / "pages" / "static"
_SHEETS = (_LOOK / "tokens.css", _LOOK / "pages.css", _HERE / "templates" / "report.css")
_FETCHED = re.compile(r"@font-face\s*{[^}]*url\([^}]*}")
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def written(report: Report) -> str:
    """Return the report as HTML in the look of our pages, under a policy that lets nothing in and nothing run."""
    style = _style()
    template = _environment().get_template("report.html")
    return template.render(
        report=report,
        groups=[
            (group.value, list(results))
            for group, results in groupby(report.results, key=lambda result: result.check.group)
        ],
        wrong=[result for result in report.results if result.state is State.WRONG],
        sections=SECTIONS,
        style=Markup(style),  # noqa: S704 (our own style sheets)
        policy=f"default-src 'none'; style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'",
    )


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _style() -> str:
    """Join the style sheets without the font that they would fetch: its fall-back has the same metrics."""
    whole = "\n".join(sheet.read_text() for sheet in _SHEETS)
    return _COMMENT.sub("", _FETCHED.sub("", whole))


def _hash(style: str) -> str:
    return f"sha256-{base64.b64encode(sha256(style.encode()).digest()).decode()}"
