"""A kind of job for the tests: everybody gets another phone number."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.factories.accounts import UserFactory
from unified_platform.accounts.models import User
from unified_platform.jobs import kinds
from unified_platform.jobs.kinds import Batch, JobKind, changed, refused, unchanged


class NewNumbers(JobKind):
    name = "tests.phones"
    label = "换号"
    size = 3

    def check(self, arguments: dict[str, Any], by: Any) -> None:
        if not by.is_superuser:
            raise PermissionDenied
        if not arguments["phone"]:
            raise ValidationError("号码呢？")

    def total(self, arguments: dict[str, Any], by: Any) -> int:
        return self._people().count()

    def batch(self, job, cursor, size) -> Batch:
        people = list(self._people().filter(pk__gt=cursor or 0).order_by("pk")[:size])
        lines = [self._one(person, job.arguments["phone"]) for person in people]
        if job.arguments.get("breaks_at") in {person.username for person in people}:
            raise RuntimeError("the power went")
        return Batch(lines, people[-1].pk if len(people) == size else None)

    def _one(self, person: User, phone: str):
        if person.phone == phone:
            return unchanged(person.pk, person.username, "已是此号")
        if person.phone == "secret":
            return refused(person.pk, person.username, "号码保密")
        before, person.phone = person.phone, phone
        person.save(update_fields=["phone"])
        return changed(person.pk, person.username, {"电话": before}, {"电话": phone})

    def undo(self, job, lines: Sequence) -> list:
        made = []
        for line in lines:
            person = User.objects.get(pk=line.record)
            if person.phone != line.after["电话"]:
                made.append(refused(line.record, line.label, "此后又改过"))
                continue
            User.objects.filter(pk=person.pk).update(phone=line.before["电话"])
            made.append(changed(line.record, line.label, line.after, line.before))
        return made

    @staticmethod
    def _people():
        return User.objects.filter(username__startswith="p")


@pytest.fixture
def phones(monkeypatch) -> str:
    """The kind's name; registered for one test."""
    monkeypatch.setitem(kinds._kinds, NewNumbers.name, NewNumbers())
    return NewNumbers.name


@pytest.fixture
def people(db) -> list[User]:
    """Eight people: one has the new number already, one does not tell hers."""
    numbers = ["1", "2", "3", "new", "4", "secret", "5", "6"]
    return [UserFactory(username=f"p{n}", phone=phone) for n, phone in enumerate(numbers)]


@pytest.fixture
def boss(db) -> User:
    return UserFactory(username="boss", is_superuser=True)
