"""Documents and variables for the crates of `played_bulk`: mostly sound, now and then with something wrong."""

from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
CRATE: dict[str, Any] = {"code": "c", "key": "k", "goal": {"box": 1}, "labels": [{"text": "x"}]}


def rarely(odd: st.SearchStrategy[T], usual: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """Draw the odd one time in ten."""
    return st.integers(0, 9).flatmap(lambda number: odd if number == 9 else usual)


JUNK: tuple[Any, ...] = (
    *(None, 5, 2**31, 2**70, 1.5, 2.0, "x", "", "2026-02-30", True, [], {}, [None], {"text": "x"}, "\ud800"),
    *({"street": None}, {"street": "x", "box": 1}, {"street": "x", "box": None}, [{"text": 5}]),
)
_JUNK = st.sampled_from(JUNK)
_TEXT = st.sampled_from(["x", "é", "\U0001f600", 'a "quoted"\n\\ text', " ", "\\u0000", "2026-01-01"])
_INT = st.integers(-(2**31), 2**31 - 1)
_MOMENT = st.sampled_from(
    ["2026-11-22T10:00:00Z", "2026-11-22T10:00:00.123456789+01:00", "2026-11-22", "2026-W47-7", "20261122T10"]
)
_DAY = rarely(st.just("2026-1-1"), st.sampled_from(["2026-11-22", "20261122"]))
_TEMPER = rarely(st.sampled_from(["WILD", "calm"]), st.sampled_from(["CALM", "FURIOUS"]))
_UID = st.sampled_from(["0192f0c1-2345-7678-89ab-cdef01234567", "{0192f0c1234576789abcdef012345678}"])
_LABEL = st.fixed_dictionaries({"text": _TEXT}, optional={"default": st.booleans()})
_GOAL = st.one_of(
    st.fixed_dictionaries({"street": _TEXT}),
    st.fixed_dictionaries({"box": _INT}),
    st.fixed_dictionaries({"since": _DAY}),
    rarely(
        st.sampled_from([{}, {"street": None}, {"street": "x", "box": 1}, {"street": "x", "box": None}]),
        st.just({"box": 5}),
    ),
)
_TEMPERS = (
    "refused taken number word wide tuple stream moody late sub alien none error null null-list c c c c c c c"
)
_SOUND: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "code": st.sampled_from(_TEMPERS.split()),
        "key": _TEXT,
        "goal": _GOAL,
        "labels": st.lists(_LABEL, max_size=2),
    },
    optional={
        "count": st.none() | _INT,
        "fragile": st.booleans(),
        "mood": _TEMPER,
        "lastMood": st.none() | _TEMPER,
        "moment": st.none() | _MOMENT,
        "day": st.none() | _DAY,
        "uid": st.none() | _UID,
        "size": st.none() | st.integers(-(2**70), 2**70),
        "note": st.none() | _TEXT,
        "more": st.none() | st.lists(st.none() | _LABEL, max_size=2),
        "days": st.none() | st.lists(_DAY, max_size=2),
        "left": st.none() | _TEXT,
    },
)
PLACES = (*CRATE, "fragile", "mood", "moment", "day", "uid", "more", "size", "note", "left", "unknown")


@st.composite
def _items(draw: st.DrawFn) -> Any:
    """Items, now and then with something in them that has no place there, or without what must be there."""
    items = draw(st.lists(_SOUND, max_size=3))
    if items and draw(st.integers(0, 4)) == 4:
        spoilt, name = draw(st.sampled_from(items)), draw(st.sampled_from(PLACES))
        spoilt.pop(name, None)
        if draw(st.booleans()):
            spoilt[name] = draw(_JUNK)
    return items


VARIABLES = st.fixed_dictionaries(
    {"items": rarely(_JUNK | st.just(CRATE), _items()), "strict": rarely(_JUNK, st.booleans())},
    optional={
        "label": st.sampled_from(["x", "x", "raises", "refuses", "away", "nothing", None]),
        "mood": _TEMPER,
    },
).flatmap(lambda sent: rarely(st.just({**sent, "unknown": 1}), st.just(sent)))

_LABEL_FIELDS = st.lists(
    st.sampled_from(["text", "length", "__typename", "l: length", "...{ text }"]), min_size=1, unique=True
).map(" ".join)
_CRATE_FIELD = st.one_of(
    st.sampled_from(["key", "said", "k: key", "fragile", "mood", "moment", "uid", "__typename"]),
    _LABEL_FIELDS.map(lambda fields: f"labels {{ {fields} }}"),
    _LABEL_FIELDS.map(lambda fields: f"maybe {{ {fields} }}"),
)
_CRATE_FIELDS = st.lists(_CRATE_FIELD, min_size=1, max_size=4).map(" ".join)
_SELECTED = st.lists(
    rarely(
        st.sampled_from(["unknown", "... on Error @include(if: true) { code }", "... on Label { text }"]),
        st.one_of(
            st.sampled_from(["__typename", "t: __typename", "... on Error { code }", "...Failed"]),
            st.sampled_from(["... on DuplicateError { existingId }", "... on InvalidError { code }"]),
            st.just("... on Error { ... on DuplicateError { existingId message } path }"),
            st.just("... on Packed { __typename ... on Crate { s: said } }"),
            _CRATE_FIELDS.map(lambda fields: f"... on Crate {{ {fields} }}"),
        ),
    ),
    min_size=1,
    max_size=5,
).map(" ".join)
_ROOT = rarely(st.just("other: countCrates(items: $items) "), st.sampled_from(["", "p: "]))
_ARGUMENTS = rarely(
    st.just('items: [{code: "c", key: 1, goal: {box: 2}, labels: []}]'),
    st.sampled_from(
        [
            "items: $items",
            "items: $items, strict: $strict",
            "items: $items, strict: true, mood: FURIOUS",
            'items: $items, label: "x", strict: $strict',
            "items: $items, strict: $strict, label: $label, mood: $mood",
            "items: $items, label: null, mood: $mood",
            "label: $label, items: $items",
        ]
    ),
)
_TYPES = {
    "items": rarely(st.just("[CrateInput!]"), st.just("[CrateInput!]!")),
    "strict": st.sampled_from(["Boolean!", "Boolean! = true", "Boolean", "Boolean = null", "Boolean = true"]),
    "label": st.sampled_from(["String", "String", "String!", 'String = "by default"']),
    "mood": st.sampled_from(["Temper", "Temper", "Temper!", "Temper = FURIOUS"]),
}


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Mutations of crates; most of them may go by the lane."""
    root = f"{draw(_ROOT)}packCrates({draw(_ARGUMENTS)}) {{ {draw(_SELECTED)} }}"
    if draw(st.integers(0, 7)) == 7:
        root = draw(st.sampled_from(["weighCrates(items: $items)", "w: weighCrates"]))
    named = [name for name in _TYPES if f"${name}" in root]
    variables = ", ".join(f"${name}: {draw(_TYPES[name])}" for name in named)
    fragment = " fragment Failed on Error { message failed: code }" if "...Failed" in root else ""
    declared = f"({variables})" if variables else ""
    return f"mutation Pack{declared} {{ {root} }}{fragment}"
