"""The JSON of a text, block by block, written the way `json.dumps(…, sort_keys=True)` would.

Our sentences hold nothing that JSON would have to escape, so a block is one string operation; tables, whose HTML has
attributes, take the long way.
"""

import json
from collections.abc import Callable, Iterable, Sequence

from .drafts import Picture

Bits = Callable[[int], int]


class Body:
    """A text in the making. `bits(n)` gives n random bits for the ids of the blocks: UUIDs that differ in their end."""

    __slots__ = ("_blocks", "_first")

    def __init__(self, bits: Bits) -> None:
        raw = f"{bits(80):020x}"
        self._first = f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:]}-"
        self._blocks: list[str] = []

    def text(self, paragraphs: Iterable[str]) -> "Body":
        """One block with these paragraphs; empty ones are left out."""
        return self._add("paragraph", "".join([f"<p>{each}</p>" for each in paragraphs if each]))

    def heading(self, text: str) -> "Body":
        return self._add("heading", text)

    def quote(self, text: str) -> "Body":
        return self._add("quote", text)

    def picture(self, picture: Picture, caption: str = "") -> "Body":
        value = f'{{"caption": "{caption}", "image": {{"alt_text": "{picture.alt}", "decorative": false, "image": {picture.id}}}}}'
        self._blocks.append(f'{{"id": "{self._id()}", "type": "picture", "value": {value}}}')
        return self

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> "Body":
        value = json.dumps({"caption": caption, "html": table_html(head, rows)}, ensure_ascii=False, sort_keys=True)
        self._blocks.append(f'{{"id": "{self._id()}", "type": "table", "value": {value}}}')
        return self

    def json(self) -> str:
        return f"[{', '.join(self._blocks)}]"

    def _add(self, kind: str, value: str) -> "Body":
        self._blocks.append(f'{{"id": "{self._id()}", "type": "{kind}", "value": "{value}"}}')
        return self

    def _id(self) -> str:
        return f"{self._first}{len(self._blocks):012x}"


def table_html(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column names the rows."""
    top = "".join(f'<th scope="col">{name}</th>' for name in head)
    lines = (f'<th scope="row">{name}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) for name, *cells in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"
