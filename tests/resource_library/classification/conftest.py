"""A vocabulary of one's own (专项分类) for trees, the subjects for what resources use, and the people who keep them."""

import pytest

from resource_library.domain import classification
from resource_library.models import Term, Vocabulary
from tests.factories.accounts import person
from tests.factories.offices import Office, office
from unified_platform.accounts.enums import Role
from unified_platform.accounts.models import User


@pytest.fixture
def centre(db) -> User:
    return person(Role.INFORMATION_CENTRE)


@pytest.fixture
def second(db) -> User:
    return person(Role.INFORMATION_CENTRE)


@pytest.fixture
def authority(db) -> User:
    return person(Role.AUTHORITY)


@pytest.fixture
def portal(db) -> Office:
    return office("portal")


@pytest.fixture
def subjects(db) -> Vocabulary:
    return Vocabulary.objects.get(code=Vocabulary.SUBJECT)


@pytest.fixture
def tree(db, centre) -> dict[str, Term]:
    """a (a1 (a11), a2), b, in a vocabulary no resource uses."""
    vocabulary = Vocabulary.objects.create(code="special", name="专项分类")
    found: dict[str, Term] = {}
    for code, parent in (("a", ""), ("a1", "a"), ("a11", "a1"), ("a2", "a"), ("b", "")):
        found[code] = classification.add(vocabulary, code=code, name=f"类{code}", parent=found.get(parent), by=centre)
    return found
