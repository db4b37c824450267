from .media import LibraryDocument, LibraryImage, LibraryRendition
from .numbering import IndexSerial
from .organ import Organ, OrganLevel
from .placement import Placement
from .resource import Attachment, Relation, Resource
from .taxonomy import Term, TermState, Vocabulary
from .workflow import ReviewStep

__all__ = [
    "Attachment",
    "IndexSerial",
    "LibraryDocument",
    "LibraryImage",
    "LibraryRendition",
    "Organ",
    "OrganLevel",
    "Placement",
    "Relation",
    "Resource",
    "ReviewStep",
    "Term",
    "TermState",
    "Vocabulary",
]
