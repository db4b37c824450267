"""Saving a picture or a file among a thousand and among a million: the same questions, the same time.

    DATABASE_URL=postgres://… pytest -m bench tests/bench/test_media_saves.py -s

Prints ratios; BENCH_MEDIA (1,000,000) says how many there are in the end, half of them pictures.
"""

import os
import statistics
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from resource_library.domain.media import collection_of
from resource_library.models import LibraryDocument, LibraryImage
from tests.factories.media import document, image, picture_bytes
from tests.factories.offices import office
from unified_platform import bulk

# Wagtail 8.0.1 leaves the temporary file open in which it makes a rendition.
_WAGTAIL = "ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.filterwarnings(_WAGTAIL)]

FEW, MANY = 1000, int(os.environ.get("BENCH_MEDIA", "1000000"))
ROUNDS = 30
WORDS = ("住房公积金", "江岸步道", "义务教育", "交通管制", "年度报告", "行政规范性文件", "长江大桥", "便民服务")


def plant(model: Any, pattern: Any, count: int) -> None:
    """Rows like `pattern`, each with a title of its own and the same bytes."""
    columns = [field.attname for field in model._meta.concrete_fields if field.attname not in ("id", "title", "file")]
    common = [getattr(pattern, name) for name in columns]
    rows = ([f"{WORDS[number % len(WORDS)]}{number}号", pattern.file.name, *common] for number in range(count))
    bulk.insert(model, ["title", "file", *columns], rows)


def acts(at: Any) -> dict[str, Callable[[], Any]]:
    """What people do to media all day; each returns nothing that matters."""
    picture, paper = image(at.site, "甲", picture_bytes()), document(at.site, "甲")

    def save(record: Any) -> Callable[[], None]:
        def saving() -> None:
            record.title = f"住房公积金{uuid.uuid4().hex[:6]}"
            record.save()

        return saving

    return {
        "save a picture": save(picture),
        "save a file": save(paper),
        "bring a picture": lambda: image(at.site, "新的图片", picture_bytes(colour=f"#{uuid.uuid4().hex[:6]}")),
        "bring a file": lambda: document(
            at.site, "新的文件", b"%PDF-1.4\n%" + uuid.uuid4().bytes.hex().encode() + b"\n%%EOF\n"
        ),
    }


def measure(at: Any) -> dict[str, tuple[float, int]]:
    """(median milliseconds, questions) of each act, and of the lists the person then looks at."""
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(at.editor)
    lists = {
        f"list: {view}": lambda view=view: browser.get(reverse(view))
        for view in ("wagtailimages:index", "wagtaildocs:index", "wagtailimages_chooser:choose")
    }
    found = {}
    for name, act in {**acts(at), **lists}.items():
        act()
        reset_queries()
        with CaptureQueriesContext(connection) as captured:
            act()
        taken = []
        for _round in range(ROUNDS):
            began = time.perf_counter()
            act()
            taken.append((time.perf_counter() - began) * 1000)
        found[name] = (statistics.median(taken), len(captured))
    return found


def test_media_cost_the_same_among_a_million(capsys):
    at, other = office("bench"), office("other")
    mine, theirs = image(at.site, "样", picture_bytes()), image(other.site, "样", picture_bytes())
    papers = [document(each.site, "样") for each in (at, other)]

    def fill(number: int) -> None:
        """Half pictures, half files; a tenth of them the person's own."""
        for model, own, others in ((LibraryImage, mine, theirs), (LibraryDocument, *papers)):
            plant(model, own, number // 20)
            plant(model, others, number // 2 - number // 20)
        bulk.analyze()

    fill(FEW)
    few = measure(at)
    fill(MANY - FEW)
    many = measure(at)

    with capsys.disabled():
        total = LibraryImage.objects.count() + LibraryDocument.objects.count()
        print(  # noqa: T201 - a benchmark's report
            f"\nmedia on {connection.vendor}: {FEW} and then {total}, of them in one collection "
            f"{LibraryImage.objects.filter(collection=collection_of(at.site)).count()} pictures"
        )
        for name, (before, questions) in few.items():
            after, later = many[name]
            print(  # noqa: T201
                f"  {name:38} {before:7.1f} → {after:7.1f} ms, ratio {after / before:5.2f}; "
                f"{questions} → {later} questions"
            )
    assert all(questions for _ms, questions in few.values())
    assert {name: questions for name, (_ms, questions) in many.items()} == {
        name: questions for name, (_ms, questions) in few.items()
    }
