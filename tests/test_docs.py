"""Documents lead somewhere, and decisions are recorded in one form."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/**/*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def names(paths):
    return [path.relative_to(ROOT).as_posix() for path in paths]


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_links_of_a_document_lead_to_files(document):
    targets = [target for target in LINK.findall(document.read_text()) if "://" not in target]
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_guide_names_the_pictures_that_its_script_takes_and_no_other():
    from tests.e2e.pictures_of_the_guide import FOLDER, SHOTS

    named = re.findall(r"\(images/([a-z-]+)\.webp\)", (ROOT / "docs" / "guides" / "editors.md").read_text())
    files = {file.stem: file.stat().st_size for file in FOLDER.glob("*")}

    assert sorted(named) == sorted(shot.name for shot in SHOTS) == sorted(files)
    assert max(files.values()) < 150_000
    assert sum(files.values()) < 3_000_000


def test_decision_records_are_numbered_without_gaps_and_have_their_three_parts():
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [record.name[:3] for record in records] == [f"{number:03d}" for number in range(len(records))]
    for record in records:
        assert re.findall(r"^## (.*)$", record.read_text(), re.M) == ["Context", "Decision", "Consequence"], record.name
