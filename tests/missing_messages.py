"""`python -m tests.missing_messages`: texts in the code that nobody has translated into Chinese.

Reads Python by its syntax tree and templates as Django's own makemessages does, so it needs no gettext tools.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LANGUAGE = "zh-hans"
# How many leading arguments are texts, and which of them, for each name that gettext goes by.
FUNCTIONS = {
    "_": (0,),
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "ngettext": (0,),
    "ngettext_lazy": (0,),
    "pgettext": (0, 1),
    "pgettext_lazy": (0, 1),
}
CONTEXT_SEPARATOR = "\x04"
# What templatize() leaves of {% translate %} and {% blocktranslate %}.
IN_TEMPLATE = re.compile(r"""(?:\b_|gettext)\(\s*u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


def texts_in_python(source: str) -> Iterator[tuple[int, str]]:
    """(line, msgid) of every literal text handed to gettext; a context stands before it, as in a catalogue."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        wanted = [node.args[at] for at in FUNCTIONS.get(name, ()) if at < len(node.args)]
        literal = [part.value for part in wanted if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if literal and len(literal) == len(wanted):
            yield node.lineno, CONTEXT_SEPARATOR.join(literal)


def texts_in_template(source: str) -> Iterator[tuple[int, str]]:
    """(line, msgid) of what a template translates."""
    from django.utils.translation.template import templatize

    for number, line in enumerate(templatize(source).splitlines(), 1):
        for found in IN_TEMPLATE.finditer(line):
            yield number, ast.literal_eval(found[1])


def tracked_files() -> list[Path]:
    """What is in the repository or about to be, outside the tests."""
    names = subprocess.run(  # noqa: S603 - fixed words
        [str(shutil.which("git")), "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.html", "*.txt"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / name for name in names if not name.startswith("tests/") and "/migrations/" not in name]


def missing() -> list[str]:
    """`file:line: text` for every text without a translation, ours or one of the packages we use."""
    from django.utils.translation import trans_real

    known = trans_real.translation(LANGUAGE)._catalog
    found = []
    for path in tracked_files():
        texts = texts_in_python if path.suffix == ".py" else texts_in_template
        if path.suffix != ".py" and "templates" not in path.parts:
            continue
        for line, text in texts(path.read_text(encoding="utf-8")):
            if text and not known.get(text) and not known.get((text, 0)):
                found.append(f"{path.relative_to(ROOT)}:{line}: {text!r}")
    return found


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unified_platform.settings.lint")
    sys.path.insert(1, str(ROOT / "platform"))
    import django

    django.setup()
    found = missing()
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.stdout.write(f"{len(found)} texts are not translated\n" if found else "Every text is translated.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
