"""The rule book in the tests: enough of it, and nothing that it does not say.

That a test which names a rule fails without it cannot be counted; it was tried by breaking the code (docs/size.md).
"""

import pytest

from tests.rules import SPEC, cited, is_fact, rules_in

ENOUGH = 60


def test_at_least_60_rules_are_named_by_tests():
    rules = {rule for rule in cited() if not is_fact(rule)}

    assert len(rules) >= ENOUGH, sorted(rules)


def test_every_rule_that_is_named_stands_in_the_book():
    if not (SPEC / "regulation.md").is_file():
        pytest.skip(f"no rule book in {SPEC}; SPEC_DIR says where it is")
    known = rules_in((SPEC / "regulation.md").read_text(encoding="utf-8"))

    assert {rule: files for rule, files in cited().items() if rule not in known} == {}
