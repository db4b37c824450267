"""Who else names an organ: the site register, columns. The library cannot know them, so they tell it.

    register_holder(SponsorOfSite())

in an app's `ready`. A reform lists what every holder names, changes it through the holder, and puts it back.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise

from ..models import Organ


@dataclass(frozen=True)
class Named:
    """One record that names an organ: its number, what it is called, where it is edited ("" : nowhere)."""

    pk: int
    title: str
    organ: int
    url: str = ""


class OrganHolder(ABC):
    """One way in which records name an organ and follow it when it is reformed."""

    # Stored in the lines of jobs: renaming it breaks the undoing of older ones.
    name: ClassVar[str]
    label: ClassVar[str | Promise]

    @abstractmethod
    def naming(self, organs: Collection[int]) -> list[Named]:
        """Every record that names one of these organs. A constant number of queries."""

    @abstractmethod
    def change(self, records: Sequence[int], before: int, after: Organ, *, by) -> set[int]:
        """Name `after` instead of the organ with the id `before`, in the caller's transaction; the ids of the records
        that did so. One that names another organ by now is left alone. Announces what follows from it."""


_holders: dict[str, OrganHolder] = {}


def register_holder(holder: OrganHolder) -> None:
    """Two holders of one name are a ValueError."""
    if holder.name in _holders:
        raise ValueError(f"two holders of organs are called {holder.name!r}")
    _holders[holder.name] = holder


def holders() -> list[OrganHolder]:
    return list(_holders.values())


def holder_named(name: str) -> OrganHolder:
    """KeyError when no app registers it (any more)."""
    return _holders[name]
