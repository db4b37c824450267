"""Which registers ride on wagtail-modeladmin (docs/adr/015), and that none of them opens a door it does not need."""

from django.urls import URLPattern, URLResolver, get_resolver

# A fifth one needs its reason in the decision record first.
ON_MODELADMIN = {
    "audit": {"index", "inspect"},
    "deliveries": {"index", "inspect", "retry"},
    "organs": {"index", "create", "edit"},
    "rules": {"index", "edit"},
}


def names(patterns) -> list[str]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.append(pattern.name)
    return found


def test_registers_on_modeladmin_are_those_of_the_decision_with_these_doors():
    doors: dict[str, set[str]] = {}
    for name in names(get_resolver().url_patterns):
        register, _modeladmin, act = name.partition("_modeladmin_")
        if act:
            doors.setdefault(register, set()).add(act)

    assert doors == ON_MODELADMIN
