"""From the bytes of one saved page to what the library can hold (规整). Pure: no database, no network, no clock."""

from .blocks import Block
from .facts import Dated, DateEvidence
from .kind import PageKind
from .losses import Loss, LossKind
from .page import NormalisedPage, normalise
from .place import Crumb, Entry

__all__ = [
    "Block",
    "Crumb",
    "DateEvidence",
    "Dated",
    "Entry",
    "Loss",
    "LossKind",
    "NormalisedPage",
    "PageKind",
    "normalise",
]
