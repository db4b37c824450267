"""Rules that the Dockerfile keeps."""

import re

import pytest

from .files import ROOT

LINES = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()


def stages() -> dict[str, list[tuple[str, str]]]:
    """Instructions of each build stage as (keyword, rest), the stage's FROM first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in LINES:
        if not line.strip() or line.startswith("#"):
            continue
        keyword, _, rest = line.partition(" ")
        if keyword == "FROM":
            found[rest.split(" AS ")[1]] = []
        found[list(found)[-1]].append((keyword, rest.strip()))
    return found


STAGES = stages()
SHIPPED = ["edge", "application"]


def instructions(stage: str, keyword: str) -> list[str]:
    return [rest for word, rest in STAGES[stage] if word == keyword]


def test_last_stage_is_the_application():
    assert list(STAGES) == ["build", "edge", "application"]


@pytest.mark.parametrize("stage", STAGES)
def test_base_image_is_pinned_to_a_full_version(stage):
    image = instructions(stage, "FROM")[0].split(" AS ")[0]
    assert re.fullmatch(r"[a-z/-]+:\d+\.\d+\.\d+-[a-z-]+", image)


def test_application_runs_on_the_slim_image_it_was_built_on():
    assert instructions("application", "FROM")[0].split(" AS ")[0] == instructions("build", "FROM")[0].split(" AS ")[0]
    assert ":3.11." in instructions("application", "FROM")[0]


@pytest.mark.parametrize("stage", SHIPPED)
def test_shipped_image_ends_as_an_ordinary_user_with_a_numeric_id(stage):
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", instructions(stage, "USER")[-1])


@pytest.mark.parametrize("stage", SHIPPED)
def test_shipped_image_has_a_health_check_and_a_volume(stage):
    assert len(instructions(stage, "HEALTHCHECK")) == 1
    assert len(instructions(stage, "VOLUME")) == 1


def test_application_image_takes_no_build_tool_along():
    """The packages come from the build stage; pip, which could fetch more, is removed from both."""
    runs = " ".join(instructions("application", "RUN"))
    assert re.search(r"apt-get|gcc|build-essential|pip install", runs) is None
    assert "pip uninstall -y --root-user-action=ignore pip setuptools wheel" in runs
    assert "--only-binary :all:" in " ".join(instructions("build", "RUN"))


def test_no_secret_is_kept_in_a_layer():
    """ENV and ARG stay in the image. The secret that collectstatic asks for is drawn for that one command."""
    for stage in STAGES:
        kept = instructions(stage, "ENV") + instructions(stage, "ARG")
        assert [line for line in kept if re.search(r"SECRET|PASSWORD|TOKEN|DATABASE_URL", line)] == []
    assert re.search(r'SECRET_KEY="\$\(python -c', " ".join(instructions("build", "RUN")))


def test_everything_copied_from_the_checkout_is_there_and_let_in():
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    sources = []
    for stage in STAGES:
        for line in instructions(stage, "COPY"):
            if not line.startswith("--from"):
                sources += line.split()[:-1]
    assert len(sources) >= 10
    assert [path for path in sources if not (ROOT / path).exists()] == []
    assert [path for path in sources if not any(path == room or path.startswith(f"{room}/") for room in allowed)] == []


def test_build_context_is_closed_by_default():
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert [rule for rule in rules if rule.startswith("!") and ("secret" in rule or ".env" in rule)] == []
