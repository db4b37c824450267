from .api import ApiCall, ApiKey, ApiUse
from .media import LibraryDocument, LibraryImage, LibraryRendition, MediaBlob, MediaUse
from .numbering import IndexSerial
from .organ import Organ, OrganLevel, OrganState
from .placement import Placement
from .reform import Reform, ReformKind, ReformState
from .resource import Attachment, Relation, Resource
from .taxonomy import Term, TermState, TermUsage, Vocabulary
from .workflow import ReviewStep

__all__ = [
    "ApiCall",
    "ApiKey",
    "ApiUse",
    "Attachment",
    "IndexSerial",
    "LibraryDocument",
    "LibraryImage",
    "LibraryRendition",
    "MediaBlob",
    "MediaUse",
    "Organ",
    "OrganLevel",
    "OrganState",
    "Placement",
    "Reform",
    "ReformKind",
    "ReformState",
    "Relation",
    "Resource",
    "ReviewStep",
    "Term",
    "TermState",
    "TermUsage",
    "Vocabulary",
]
