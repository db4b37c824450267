"""Pages of a list whose addresses never change what they show.

`index_{n}.html` is counted from the oldest entry, so page n holds the same entries whatever is published later, and a
stored copy of it stays right. The head of the column shows what does not fill a page yet, and the last full page.
"""

from dataclasses import dataclass

SIZE = 20


@dataclass(frozen=True)
class Paging:
    """`number` is None on the head of the column. Numbers count from the oldest page, the head shows the highest."""

    total: int
    number: int | None = None

    @property
    def pages(self) -> int:
        """Full pages; a column with less than one has one page all the same."""
        return max(self.total // SIZE, 1)

    @property
    def exists(self) -> bool:
        return self.number is None or 1 <= self.number <= self.total // SIZE

    @property
    def is_head(self) -> bool:
        return self.number is None

    @property
    def head_size(self) -> int:
        """Entries on the head: at most 39, at least 20 when there are so many."""
        return self.total - SIZE * (self.pages - 1)

    @property
    def start(self) -> int:
        """How many older entries lie before this page."""
        return SIZE * ((self.number or self.pages) - 1)

    @property
    def current(self) -> int:
        return self.number or self.pages

    @property
    def newer(self) -> str | None:
        """Address of the page above, relative to the column; the empty string is its head.

        The last full page stands between: a link to the head would miss entries once further pages have filled.
        """
        if self.number is None:
            return None
        return "" if self.number == self.pages else address(self.number + 1)

    @property
    def older(self) -> str | None:
        return address(self.current - 1) if self.current > 1 else None

    @property
    def window(self) -> list[int | None]:
        """Page numbers to offer beside the head, highest first; None stands for a gap."""
        near = range(self.current - 2, self.current + 3)
        offered = range(1, self.pages + (not self.is_head))
        wanted = sorted({1, self.pages - 1, *near} & set(offered), reverse=True)
        shown: list[int | None] = []
        for number in wanted:
            if shown and shown[-1] is not None and shown[-1] - number > 1:
                shown.append(None)
            shown.append(number)
        return shown


def address(number: int) -> str:
    return f"index_{number}.html"
