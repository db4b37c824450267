"""What did not come through, and why (损失). Nothing is dropped without a line here."""

from dataclasses import dataclass
from enum import StrEnum

# A loss names what was lost in so many characters at most: it is read by people, not restored from.
SAMPLE_LENGTH = 160


class LossKind(StrEnum):
    """Kinds of loss and change; `report.labels` has the words for people."""

    SCRIPT = "script"
    FOREIGN_SCRIPT = "foreign_script"
    EVENT_HANDLER = "event_handler"
    HIDDEN_LINK = "hidden_link"
    HIDDEN_TEXT = "hidden_text"
    FRAME = "frame"
    FRAME_LINKED = "frame_linked"
    FORM = "form"
    PLUGIN = "plugin"
    MARKUP = "markup"
    WIDGET = "widget"
    REPEATED_TITLE = "repeated_title"
    PICTURE_MISSING = "picture_missing"
    PICTURE_UNUSABLE = "picture_unusable"
    PICTURE_DECORATION = "picture_decoration"
    ATTACHMENT_MISSING = "attachment_missing"
    ATTACHMENT_UNUSABLE = "attachment_unusable"
    LINK_DEAD = "link_dead"
    LINK_SCRIPT = "link_script"
    TABLE_LAYOUT = "table_layout"
    BROKEN_TEXT = "broken_text"
    TOO_DEEP = "too_deep"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Loss:
    """`what` shows what was lost (host, address, tag or text), `count` how often on this page."""

    kind: LossKind
    what: str = ""
    count: int = 1


class Losses:
    """Collects what a page loses; equal losses are counted, not repeated."""

    def __init__(self) -> None:
        self._counts: dict[tuple[LossKind, str], int] = {}

    def add(self, kind: LossKind, what: str = "", count: int = 1) -> None:
        key = (kind, " ".join(what.split())[:SAMPLE_LENGTH])
        self._counts[key] = self._counts.get(key, 0) + count

    def as_list(self) -> list[Loss]:
        return [Loss(kind, what, count) for (kind, what), count in self._counts.items()]
