"""What our letters say, from the catalogues, in the language of whoever reads them: no word about a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from blocks.notifications.channels.email.message import Entry, Letter
from blocks.notifications.model import FIRST, UNREAD, Kind
from profile_core.contract import Pages, ParcelItem

SETTINGS = "/me/settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """Writes letters for one deployment."""

    pages: Pages
    origin: str

    def news(
        self, items: Sequence[ParcelItem], language: str, *, unsubscribe: str, legal_basis: str | None
    ) -> Letter:
        """Tell of one notification, or of several together.

        ``unsubscribe`` is a path of ours, empty for what is mandatory; ``legal_basis`` says why it is.
        """
        words = partial(self.pages.words, language=language)
        heading = self._heading(items, language)
        away = [(words("letters.unsubscribe"), f"{self.origin}{unsubscribe}")] if unsubscribe else []
        why = words("letters.mandatory", ground=legal_basis) if legal_basis else words("letters.why")
        return Letter(
            language=language,
            subject=heading,
            heading=heading,
            paragraphs=(words("letters.news") if len(items) == 1 else words("letters.news_several"),),
            entries=tuple(self._entry(item, language, alone=len(items) == 1) for item in items),
            foot=(why, words("letters.no_answer")),
            links=((words("letters.settings"), f"{self.origin}{SETTINGS}"), *away),
            unsubscribe=f"{self.origin}{unsubscribe}" if unsubscribe else "",
        )

    def code(self, code: str, language: str) -> Letter:
        """Bring the code by which an address is verified."""
        words = partial(self.pages.words, language=language)
        heading = words("letters.code")
        return Letter(
            language=language,
            subject=heading,
            heading=heading,
            paragraphs=(words("letters.code_what"),),
            code=code,
            foot=(words("letters.code_not_you"), words("letters.no_answer")),
        )

    def replaced(self, language: str) -> Letter:
        """Tell an address that another one is used from now on."""
        words = partial(self.pages.words, language=language)
        return self._no_longer(words("letters.replaced"), language)

    def removed(self, language: str) -> Letter:
        """Tell an address that it is used no longer."""
        words = partial(self.pages.words, language=language)
        return self._no_longer(words("letters.removed"), language)

    def _no_longer(self, heading: str, language: str) -> Letter:
        words = partial(self.pages.words, language=language)
        return Letter(
            language=language,
            subject=heading,
            heading=heading,
            paragraphs=(words("letters.no_longer"), words("letters.not_you")),
            foot=(words("letters.no_answer"),),
            links=((words("letters.settings"), f"{self.origin}{SETTINGS}"),),
        )

    def _heading(self, items: Sequence[ParcelItem], language: str) -> str:
        words = partial(self.pages.words, language=language)
        return words("letters.several", count=len(items)) if len(items) > 1 else self._one(items[0], language)

    def _one(self, item: ParcelItem, language: str) -> str:
        """Say what one notification wants."""
        words = partial(self.pages.words, language=language)
        sender = item.sender.in_language(language)
        if item.occasion == FIRST:
            return _first(self.pages, language, item.kind, sender)
        if item.occasion == UNREAD:
            return words("letters.unread", sender=sender)
        return words("letters.reminder", sender=sender)

    def _entry(self, item: ParcelItem, language: str, *, alone: bool) -> Entry:
        """Name a notification; among several it says for itself what it wants."""
        words = partial(self.pages.words, language=language)
        sender = words("letters.from", sender=item.sender.in_language(language))
        return Entry(
            heading=item.type_name.in_language(language),
            line=sender if alone else self._one(item, language),
            label=words("letters.open"),
            address=f"{self.origin}{item.path}",
        )


def _first(pages: Pages, language: str, kind: str, sender: str) -> str:
    if kind == Kind.TASK:
        return pages.words("letters.task", language, sender=sender)
    if kind == Kind.APPOINTMENT:
        return pages.words("letters.appointment", language, sender=sender)
    return pages.words("letters.message", language, sender=sender)
