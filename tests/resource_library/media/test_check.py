"""What the check of the media finds and mends."""

import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from resource_library.media import usage
from resource_library.media.check import check
from resource_library.models import MediaBlob, MediaUse
from tests.factories import public
from tests.factories.library import published
from tests.factories.media import document, image, picture_block
from unified_platform.events import drain

pytestmark = pytest.mark.django_db


def leave_behind(name: str, *, days: int) -> str:
    stored = default_storage.save(name, ContentFile(b"x"))
    moment = time.time() - days * 86_400
    os.utime(default_storage.path(stored), (moment, moment))
    return stored


def test_what_is_as_it_should_be_is_left_alone(capsys):
    city = public.city()
    article = published(city.news, body=[picture_block(image(city.profile.site))])
    usage.note([article])
    document()
    fresh = leave_behind("documents/ab/under-way.pdf", days=0)

    assert not check(repair=True)
    assert default_storage.exists(fresh)
    call_command("check_media")
    assert capsys.readouterr().out.strip() != ""


def test_everything_wrong_is_found_and_mended():
    city = public.city()
    picture, file = image(city.profile.site), document()
    article = published(city.news, body=[picture_block(picture)])
    idle = MediaBlob.objects.create(sha256="0" * 64, name="documents/ab/idle.pdf", size=1, content_type="x/y")
    default_storage.save(idle.name, ContentFile(b"x"))
    strange = leave_behind("original_images/ab/killed.png", days=2)

    found = check()
    assert (found.uses, found.lost, found.idle) == ([f"resource {article.pk}"], [], [idle.name])
    assert found.strange == [strange]
    with pytest.raises(SystemExit):
        call_command("check_media")

    call_command("check_media", "--repair")
    drain()
    assert not check()
    assert (default_storage.exists(strange), default_storage.exists(idle.name)) == (False, False)
    assert MediaUse.objects.filter(image=picture, resource=article).count() == 1
    default_storage.delete(file.file.name)
    assert check().lost == [file.file.name]
    with pytest.raises(SystemExit):
        call_command("check_media", "--repair")
