"""Which rules of the rule book (监管规则, R-x.y.z) the tests name, and which of those the book knows."""

import os
import re
from pathlib import Path

TESTS = Path(__file__).parent
# The rule book is no part of the product; where it lies is told, as with the real input.
SPEC = Path(os.environ.get("SPEC_DIR", TESTS.parents[1] / "shared" / "spec"))

# A rule, not a section, not.
_RULE = re.compile(r"\bR-(?:0\.\d+|[1-9]\d*\.\d+\.\d+[a-z]?)\b")
_NUMBER = re.compile(r"\d+")


def rules_in(text: str) -> set[str]:
    return set(_RULE.findall(text))


def is_fact(rule: str) -> bool:
    """Chapters 8 and 9 are facts for the demo city and open questions; whoever tells them keeps no rule."""
    return int(_NUMBER.findall(rule)[0]) >= 8


def cited() -> dict[str, set[str]]:
    """Rule → the test files that name it, beside a test or above all of them."""
    found: dict[str, set[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for rule in rules_in(path.read_text(encoding="utf-8")):
            found.setdefault(rule, set()).add(str(path.relative_to(TESTS)))
    return found
