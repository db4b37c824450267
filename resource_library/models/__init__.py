from .api import ApiCall, ApiKey, ApiUse
from .duplicates import DuplicatePair, Likeness, Signature, Verdict
from .figures import Figure
from .media import LibraryDocument, LibraryImage, LibraryRendition, MediaBlob, MediaUse
from .numbering import IndexSerial
from .organ import Organ, OrganLevel, OrganState
from .placement import Placement
from .readership import DailyReads, ReadTotal
from .reform import Reform, ReformKind, ReformState
from .resource import Attachment, Relation, Resource
from .review import Deputy, DeputyAct, ReviewChain, ReviewRule, Submission
from .taxonomy import Term, TermState, TermUsage, Vocabulary
from .workflow import ReviewStep

__all__ = [
    "ApiCall",
    "ApiKey",
    "ApiUse",
    "Attachment",
    "DailyReads",
    "Deputy",
    "DeputyAct",
    "DuplicatePair",
    "Figure",
    "IndexSerial",
    "LibraryDocument",
    "LibraryImage",
    "LibraryRendition",
    "Likeness",
    "MediaBlob",
    "MediaUse",
    "Organ",
    "OrganLevel",
    "OrganState",
    "Placement",
    "ReadTotal",
    "Reform",
    "ReformKind",
    "ReformState",
    "Relation",
    "Resource",
    "ReviewChain",
    "ReviewRule",
    "ReviewStep",
    "Signature",
    "Submission",
    "Term",
    "TermState",
    "TermUsage",
    "Verdict",
    "Vocabulary",
]
