"""The register of themes (主题)."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

colour = RegexValidator(r"^#[0-9a-f]{6}$", _("A colour looks like #1a2b3c."))


class Theme(models.Model):
    """A look that sites share. One main colour and at most two others (R-2.1.1)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    primary = models.CharField(_("main colour"), max_length=7, validators=[colour])
    accent = models.CharField(_("second colour"), max_length=7, validators=[colour])
    surface = models.CharField(_("ground colour"), max_length=7, validators=[colour])

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
