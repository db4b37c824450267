"""The themes of the demo city: one main colour each and two others (R-2.1.1), all readable as text on white."""

from themes.models import Theme

# code, name, main, second, ground
_LOOKS = (
    ("blue", "市政蓝", "#1b4f91", "#b3402a", "#f3f6fb"),
    ("red", "朱红", "#a5281f", "#8a5a12", "#fbf5f2"),
    ("green", "松绿", "#1f6b45", "#8a5a12", "#f2f8f4"),
    ("teal", "石青", "#0f6674", "#a5471f", "#f1f8f8"),
    ("navy", "黛蓝", "#2b3a67", "#9a4b1e", "#f4f5fa"),
)


def themes() -> dict[str, Theme]:
    """The themes by code, made when they are missing."""
    fields = ("code", "name", "primary", "accent", "surface")
    for row in _LOOKS:
        Theme.objects.get_or_create(code=row[0], defaults=dict(zip(fields, row, strict=True)))
    return {theme.code: theme for theme in Theme.objects.filter(code__in=[row[0] for row in _LOOKS])}
