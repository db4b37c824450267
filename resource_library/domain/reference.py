"""What an empty installation needs before anybody can work: vocabularies, the review chains, rules, platform roles."""

from django.db import transaction

from unified_platform.rules.domain import load_defaults

from .. import classification
from ..models import Term, Vocabulary
from ..permissions import grant_role_rights
from .chains import ensure_chains

_VOCABULARIES = (
    (Vocabulary.SUBJECT, "主题分类", classification.SUBJECTS),
    (Vocabulary.GENRE, "体裁分类", classification.GENRES),
    (Vocabulary.AUDIENCE, "服务对象分类", classification.AUDIENCES),
    (Vocabulary.GROUP, "组配分类", classification.GROUPS),
    (Vocabulary.REGION, "行政区划", classification.REGIONS),
)


@transaction.atomic
def load_reference_data() -> None:
    """Add what is missing; leaves alone what somebody has edited since. Safe to call at any time."""
    load_defaults()
    for code, name, rows in _VOCABULARIES:
        _load_vocabulary(code, name, rows)
    ensure_chains()
    grant_role_rights()


def _load_vocabulary(code: str, name: str, rows: tuple) -> None:
    vocabulary, created = Vocabulary.objects.get_or_create(code=code, defaults={"name": name})
    if not created:
        return
    for order, (term_code, term_name, *second_level) in enumerate(rows):
        parent = Term.objects.create(vocabulary=vocabulary, code=term_code, name=term_name, order=order)
        children = second_level[0] if second_level else ()
        Term.objects.bulk_create(
            Term(vocabulary=vocabulary, code=f"{term_code}{n:02d}", name=child, parent=parent, order=n)
            for n, child in enumerate(children, start=1)
        )
