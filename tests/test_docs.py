"""Documents lead somewhere: every link, and every document that the code names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/**/*.md")])
HOUSE = ("platform", "resource_library", "sites", "themes", "migration_tools", "tests", "deploy")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def names(paths):
    return [path.relative_to(ROOT).as_posix() for path in paths]


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_links_of_a_document_lead_to_files(document):
    targets = [target for target in LINK.findall(document.read_text()) if "://" not in target]
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_documents_that_the_code_names_are_there():
    named = set()
    for folder in HOUSE:
        for source in (ROOT / folder).rglob("*.py"):
            named |= set(re.findall(r"\bdocs/[\w/-]+\.md\b", source.read_text()))
    assert sorted(path for path in named if not (ROOT / path).is_file()) == []


def test_every_document_is_on_the_map():
    """A newcomer finds it from docs/README.md, decision records through their folder."""
    folder = ROOT / "docs"
    linked = {(folder / target).resolve() for target in LINK.findall((folder / "README.md").read_text())}
    there = {path.resolve() for path in folder.rglob("*.md") if "adr" not in path.parts} - {folder / "README.md"}
    assert names(there - linked) == []


def test_decision_records_are_numbered_without_gaps_and_have_their_three_parts():
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [record.name[:3] for record in records] == [f"{number:03d}" for number in range(len(records))]
    for record in records:
        assert re.findall(r"^## (.*)$", record.read_text(), re.M) == ["Context", "Decision", "Consequence"], record.name
