"""Bytes have the last word: what a page says of its charset is only a hint."""

import codecs

import pytest

from migration_tools.normalise.charset import Decoded, canonical, declared, decode

TEXT = "柘城县人民政府关于做好镕鎔喆㙍工作的通知，这是在我们的文件中为主的和人民的。"


def meta(charset: str) -> bytes:
    return f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'.encode()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (meta("gb2312") + TEXT.encode("gb18030"), "gb18030"),  # 镕 and 㙍 are in no GB2312
        (meta("gbk") + TEXT.encode("gb18030"), "gb18030"),
        (meta("gb2312") + TEXT.encode(), "utf-8"),  # says GB2312, is UTF-8
        (meta("utf-8") + TEXT.encode("gb18030"), "gb18030"),  # the other way round
        (meta("iso-8859-1") + TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gb18030"), "gb18030"),  # says nothing
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + meta("gb2312") + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (meta("no-such-charset") + TEXT.encode("gb18030"), "gb18030"),
    ],
)
def test_text_is_read_whatever_the_page_says(content, encoding):
    decoded = decode(content)
    assert (decoded.encoding, decoded.text[-len(TEXT) :], decoded.broken) == (encoding, TEXT, 0)


def test_traditional_text_without_a_declaration_is_big5():
    text = "為了做好這個工作，我們的國家對於時間和發展的規劃，可以說是來自學生的。"
    assert decode(text.encode("big5")) == Decoded(text, "big5")


def test_text_cut_in_the_middle_of_a_character_stays_in_its_charset_and_is_counted():
    damaged = meta("utf-8") + (TEXT * 3).encode()[:-1] + b"</p>"
    decoded = decode(damaged)
    assert (decoded.encoding, decoded.declared, decoded.broken) == ("utf-8", "utf-8", 1)


def test_ascii_needs_no_decision():
    assert decode(b"document.write('9');") == Decoded("document.write('9');", "utf-8")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("GB2312", "gb18030"),
        (" x-gbk ", "gb18030"),
        ('gbk"', "gb18030"),
        ("utf-16", "utf-8"),
        ("rot13", None),
        ("", None),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label, name):
    assert canonical(label) == name


@pytest.mark.realdata
def test_standard_prescan_cases_are_read_as_the_standard_says(realdata):
    """Six of 83 differ on purpose or concern the byte order mark, which `decode` reads before the prescan."""
    agree = total = 0
    for path in sorted((realdata / "charset" / "html5lib").glob("*.dat")):
        for case in path.read_bytes().split(b"#data\n")[1:]:
            data, _, expected = case.partition(b"\n#encoding\n")
            said = declared(data) or "windows-1252"
            wanted = canonical(expected.split(b"\n")[0].decode()) or ""
            total += 1
            agree += codecs.lookup(said) == codecs.lookup(wanted)
    assert (agree, total) == (77, 83)


@pytest.mark.realdata
@pytest.mark.parametrize(("folder", "encoding"), [("GB2312", "gb18030"), ("Big5", "big5")])
def test_real_pages_and_feeds_are_decoded_without_a_broken_character(realdata, folder, encoding):
    found = {path.name: decode(path.read_bytes()) for path in sorted((realdata / "charset" / folder).iterdir())}
    assert {decoded.encoding for decoded in found.values()} == {encoding}
    assert {name: decoded.broken for name, decoded in found.items() if decoded.broken} == {}


@pytest.mark.realdata
def test_pages_that_lie_or_say_nothing_are_decoded(realdata):
    """One page says gb2312 and is UTF-8; five say nothing; one is damaged in two places."""
    pages = {path.stem[:8]: decode(path.read_bytes()) for path in (realdata / "extraction" / "original").iterdir()}
    assert pages["064b591b"].encoding == "utf-8"
    silent = ("455de1c0", "54e89e4e", "5dc3fa2d", "6820ebe7", "6dc2d508")
    assert {name: pages[name].encoding for name in silent} == {
        name: "utf-8" if name == "54e89e4e" else "gb18030" for name in silent
    }
    assert {name: page.broken for name, page in pages.items() if page.broken} == {"6dc2d508": 2}
