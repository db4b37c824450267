"""Why something is not let in (拒收理由): a code for reports, a sentence for the person who brought it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

REASONS = {
    "empty": _("The file is empty."),
    "program": _("This is a program or a script, whatever it is called: %(name)s"),
    "markup": _("This is a web page or another text with markup (HTML, SVG, XML), whatever it is called: %(name)s"),
    "closed": _("An archive of this kind cannot be looked into. Please pack it as ZIP: %(name)s"),
    "unknown": _("The content is of no kind that the library takes: %(name)s"),
    "no_picture": _("This is not a picture but something else: %(name)s"),
    "no_file": _("This is a picture. Please add it among the pictures: %(name)s"),
    "damaged": _("The file is damaged: %(name)s"),
    "too_large": _("The file has %(size)s, at most %(most)s are taken."),
    "pixels": _("The picture has %(size)d million pixels, at most %(most)d are taken."),
    "encrypted": _("The file is protected by a password, nobody could read it: %(name)s"),
    "macros": _("The document has macros in it. Please save it without macros: %(name)s"),
    "polyglot": _("There is a second file hidden in this one: %(name)s"),
    "bomb": _("The archive would become far too large when it is unpacked: %(name)s"),
    "members": _("The archive holds %(size)d files, at most %(most)d are taken."),
    "path": _("The archive would write outside its own folder: %(name)s"),
    "nested": _("There are too many archives inside each other: %(name)s"),
}


class RefusedError(ValidationError):
    """The gate did not let it in. `code` is a key of REASONS."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(REASONS[code], code=code, params={"name": "", **params})
