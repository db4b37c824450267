"""Small pieces of markup that every public page repeats."""

from datetime import date, datetime

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from themes.icons import ICONS

from ..presentation import pictures
from ..presentation.links import Link
from ..presentation.phrases import phrases_of
from ..presentation.pictures import Picture
from ..presentation.tags import minute as minute_of

register = template.Library()


@register.simple_tag
def icon(name: str, fallback: str = "circle") -> SafeString:
    """A drawing from the sprite, for decoration: the words beside it say the same."""
    name = name if name in ICONS else fallback
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("themes/icons.svg"),
        name,
    )


@register.simple_tag
def filled(image, slot: str, alt: str = "", eager: bool = False) -> SafeString:
    """A picture cut to the shape of a place (see `SLOTS`). In a list the title beside it says what it shows, so its own
    text is empty."""
    return img(pictures.filled(image, slot, alt), eager)


@register.simple_tag
def img(picture: Picture | None, eager: bool = False) -> SafeString:
    """A picture in every format and width, with its size, so that nothing jumps when it arrives. `eager`: the first of
    a page, which is not waited with."""
    if picture is None:
        return mark_safe("")
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((source.type, source.srcset, picture.sizes) for source in picture.sources),
    )
    return format_html(
        '<picture>{}<img src="{}" width="{}" height="{}" alt="{}"{} decoding="async"></picture>',
        sources,
        picture.src,
        picture.width,
        picture.height,
        picture.alt,
        mark_safe(' fetchpriority="high"' if eager else ' loading="lazy"'),
    )


@register.simple_tag
def target(link: Link) -> SafeString:
    """The attributes of a link; one that leaves the government's sites is marked (R-2.1.13)."""
    if link.is_outside:
        return format_html(
            'href="{}" class="outside" rel="noopener noreferrer" title="{}"', link.url, _("Leads to an outside website")
        )
    return format_html('href="{}"', link.url)


@register.filter
def day(value: date | datetime) -> SafeString:
    """`2026-11-22`, readable for machines too."""
    return _time(value, "%Y-%m-%d")


@register.filter
def short_day(value: date | datetime) -> SafeString:
    """`11-22`, where the year goes without saying."""
    return _time(value, "%m-%d")


@register.filter
def minute(value: datetime) -> SafeString:
    """`2026-11-22 09:30` (R-2.1.5)."""
    return format_html('<time datetime="{}">{}</time>', timezone.localtime(value).isoformat(), minute_of(value))


@register.filter
def paragraphs(text: str) -> SafeString:
    """Each line of a plain text as a paragraph."""
    lines = (line.strip() for line in text.splitlines())
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines if line))


@register.filter
def phrases(title: str) -> SafeString:
    """A large title that may break between words only, never inside one. Its text stays what it is."""
    return format_html_join(mark_safe("<wbr>"), "{}", ((phrase,) for phrase in phrases_of(title)))


def _time(value: date | datetime, form: str) -> SafeString:
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), f"{local:{form}}")
