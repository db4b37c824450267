"""The Makefile where Python is too old, has no venv, or is not there at all."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ("sh", "make", "awk", "cat", "cksum", "tr", "rm", "touch", "mkdir", "grep")
OLD = """#!/bin/sh
[ "$1" = --version ] && echo "Python 3.9.2" && exit 0
exit 1
"""
# New enough, but `import ensurepip, venv` fails, as on a Debian without python3-venv.
WITHOUT_VENV = """#!/bin/sh
case "$2" in *ensurepip*) exit 1 ;; esac
exit 0
"""


@pytest.fixture
def bare(tmp_path):
    """A checkout's Makefile and requirements on a machine that has only what the test puts there."""
    checkout, programs = tmp_path / "checkout", tmp_path / "bin"
    checkout.mkdir()
    programs.mkdir()
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, checkout)
    for tool in TOOLS:
        (programs / tool).symlink_to(str(shutil.which(tool)))

    def make(*arguments: str, **scripts: str) -> subprocess.CompletedProcess:
        for name, text in scripts.items():
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        environ = {"PATH": str(programs), "LC_ALL": "C"}
        return subprocess.run(  # noqa: S603 - our own Makefile
            [str(shutil.which("make")), *arguments],
            cwd=checkout,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )

    make.checkout = checkout
    return make


def sentence(result: subprocess.CompletedProcess) -> str:
    """What was said, without make's own closing line."""
    said = [line for line in result.stderr.splitlines() if not line.startswith("make:")]
    assert len(said) == 1, result.stderr
    return said[0]


@pytest.mark.parametrize("target", ["run", "test", "check"])
def test_python_too_old_is_one_sentence(bare, target):
    result = bare(target, python3=OLD)

    assert result.returncode != 0
    assert sentence(result) == "Python 3.11 or newer is needed; this machine has Python 3.9.2."
    assert not (bare.checkout / ".venv").exists()


def test_no_python_at_all_is_one_sentence(bare):
    result = bare("run")

    assert result.returncode != 0
    assert sentence(result) == "Python 3.11 or newer is needed; this machine has no python3 at all."


def test_python_without_venv_names_the_package(bare):
    result = bare("run", python3=WITHOUT_VENV)

    assert result.returncode != 0
    assert sentence(result) == "Python's venv module is missing: sudo apt install python3-venv (or virtualenv)"
    assert not (bare.checkout / ".venv").exists()


def test_virtualenv_stands_in_for_venv(bare):
    # It makes an environment whose Python refuses to install anything, which is as far as this test needs to go.
    stand_in = (
        '#!/bin/sh\nmkdir -p .venv/bin\nprintf "#!/bin/sh\\nexit 1\\n" > .venv/bin/python\nchmod 755 .venv/bin/python\n'
    )
    (bare.checkout.parent / "bin" / "chmod").symlink_to(str(shutil.which("chmod")))
    result = bare("run", python3=WITHOUT_VENV, virtualenv=stand_in)

    assert sentence(result) == "The packages in requirements.txt could not be installed."
    assert (bare.checkout / ".venv" / "bin" / "python").exists()
    assert list((bare.checkout / ".venv").glob(".runtime-*")) == []


def test_newer_python_beside_an_old_one_is_found(bare):
    found = '#!/bin/sh\ncase "$2" in *ensurepip*) echo made with 3.12 >&2; exit 1 ;; esac\nexit 0\n'
    bare("run", **{"python3": OLD, "python3.12": found})

    result = bare("run", virtualenv='#!/bin/sh\necho "$3" >&2\nexit 1\n')
    assert sentence(result) == "python3.12"


def test_help_has_a_line_for_every_target(bare):
    text = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split()
    result = bare()

    assert (result.returncode, result.stderr) == (0, "")
    assert re.findall(r"^  make ([\w-]+) +\S", result.stdout, re.MULTILINE) == [
        name for name in re.findall(r"^([\w-]+):", text, re.MULTILINE) if name in phony
    ]
    assert len(result.stdout.splitlines()) == len(phony)
