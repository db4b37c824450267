"""Files and pictures of the demo city."""

import io
import re
from datetime import date
from itertools import pairwise
from random import Random

import pytest
from openpyxl import load_workbook

from sites.demo import files
from sites.demo.drafts import Picture
from sites.demo.drawing import landscapes, portraits
from sites.demo.looks import _LOOKS
from sites.demo.media import Album
from themes.colours import contrast


def test_pdf_finds_its_objects_where_its_table_says():
    content = files.pdf("申请表", ["填写说明。" * 300])
    start = int(re.search(rb"startxref\n(\d+)\n", content)[1])
    offsets = [int(line[:10]) for line in content[start:].splitlines()[3:] if line.endswith(b"00000 n ")]
    assert content[start:].startswith(b"xref\n")
    assert [content[offset:].split(b" ", 1)[0] for offset in offsets] == [b"%d" % n for n in range(1, len(offsets) + 1)]


def test_pdf_holds_its_text_and_as_many_pages_as_it_takes():
    content = files.pdf("申请表", ["甲" * 1200])
    assert "申请表".encode("utf-16-be").hex().encode() in content
    assert content.count(b"/Type /Page ") == 2
    assert content.count("甲".encode("utf-16-be").hex().encode()) == 1200


def test_xlsx_has_numbers_as_numbers():
    content = files.xlsx("表", ("指标", "本期"), [("人口", "12.5"), ("说明", "略")], date(2026, 1, 2))
    rows = list(load_workbook(io.BytesIO(content)).active.values)
    assert rows == [("表", None), ("指标", "本期"), ("人口", 12.5), ("说明", "略")]


def test_csv_opens_in_a_spreadsheet():
    assert files.comma_separated(("指标", "值"), [("人口", "1,2")]).decode("utf-8-sig") == '指标,值\r\n人口,"1,2"\r\n'


def test_there_are_about_forty_different_pictures():
    drawn = {
        landscapes.draw(scene, n, 64).tobytes()
        for scene, (_f, _w, lights) in landscapes.SCENES.items()
        for n in range(len(lights))
    }
    assert len(drawn) == sum(len(lights) for _f, _w, lights in landscapes.SCENES.values()) == 39


@pytest.mark.parametrize("scene", landscapes.SCENES)
def test_picture_is_drawn_the_same_each_time(scene):
    assert landscapes.draw(scene, 0, 96).tobytes() == landscapes.draw(scene, 0, 96).tobytes()


def test_pictures_have_their_shape():
    assert landscapes.draw("river", 0, 160).size == (160, 90)
    assert portraits.draw(0, 60).size == (60, 80)


def test_neighbours_have_different_pictures():
    pictures = {"city": [Picture(n, "城市") for n in range(3)], "river": [Picture(n, "江河") for n in range(10, 12)]}
    album = Album(pictures, [], Random(1).random)
    dealt = [album.deal(("city", "river")).id for _each in range(60)]
    assert [pair for pair in pairwise(dealt) if pair[0] == pair[1]] == []


@pytest.mark.parametrize("look", _LOOKS, ids=lambda look: look[0])
def test_theme_can_be_read(look):
    """R-2.1.1: at most three colours; R-6.3.2: text on white and on the ground at least 4.5 to 1."""
    _code, _name, primary, accent, surface = look
    assert min(contrast(colour, ground) for colour in (primary, accent) for ground in ("#ffffff", surface)) >= 4.5
