"""The kinds of jobs there are. Each app registers its own in `job_kinds.py`."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.functional import Promise

from .models import Job, JobLine, Outcome


@dataclass
class Batch:
    """What one step did: a line for every record, and where the next step begins (None: there is none)."""

    lines: list[JobLine] = field(default_factory=list)
    cursor: Any = None


def changed(record: int, label: str, before: Any, after: Any) -> JobLine:
    return JobLine(record=record, label=label[:300], outcome=Outcome.CHANGED, before=before, after=after)


def unchanged(record: int, label: str, reason: str | Promise = "") -> JobLine:
    return JobLine(record=record, label=label[:300], outcome=Outcome.UNCHANGED, reason=str(reason)[:300])


def refused(record: int, label: str, reason: str | Promise) -> JobLine:
    return JobLine(record=record, label=label[:300], outcome=Outcome.REFUSED, reason=str(reason)[:300])


class JobKind(ABC):
    """One kind of long act. Stateless: everything it needs stands in `job.arguments`, which is JSON.

    `batch` and `undo` run inside the transaction that also keeps their lines, so a crash leaves neither. They emit the
    events that follow from what they changed, one for the batch and not one for each record.
    """

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    # How many records one step takes: as many as a transaction may hold without anybody waiting for it.
    size: ClassVar[int] = 500
    undoable: ClassVar[bool] = True

    @abstractmethod
    def check(self, arguments: dict[str, Any], by: Any) -> None:
        """Raises PermissionDenied when `by` may not do this, ValidationError for arguments that make no sense."""

    @abstractmethod
    def total(self, arguments: dict[str, Any], by: Any) -> int:
        """How many records it will go through for `by`."""

    @abstractmethod
    def batch(self, job: Job, cursor: Any, size: int) -> Batch:
        """Do the act to the next `size` records after `cursor` (None: from the beginning)."""

    def undo(self, job: Job, lines: Sequence[JobLine]) -> list[JobLine]:
        """Put these records back to `line.before`; one new line for each. What changed since is refused, not lost."""
        raise NotImplementedError(f"{self.name} cannot be undone")

    def in_words(self, values: Sequence[Any]) -> list[Any]:
        """What stands in `before` and `after` of lines, for people: text, a list of such, or a dict of such by name.

        For many values at once, so that names are fetched in a constant number of queries.
        """
        return list(values)

    def finish(self, job: Job) -> None:  # noqa: B027 - most kinds have nothing left to do
        """After the last batch, in its transaction."""


_kinds: dict[str, JobKind] = {}


def register(kind: type[JobKind]) -> type[JobKind]:
    """Class decorator. Two kinds of one name are a ValueError."""
    if kind.name in _kinds:
        raise ValueError(f"two kinds of jobs are called {kind.name!r}")
    _kinds[kind.name] = kind()
    return kind


def kind_named(name: str) -> JobKind:
    """The kind; KeyError when no app registers it (any more)."""
    return _kinds[name]


def find_kind(name: str) -> JobKind | None:
    return _kinds.get(name)
