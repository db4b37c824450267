"""The names of the drawings in `static/themes/icons.svg`. Editors choose among `FOR_SERVICES`."""

# For entrances to services (服务入口); docs/public-pages.md says what each is meant for.
FOR_SERVICES = (
    "baby", "ring", "school", "briefcase", "house", "coin", "heart", "card", "elder", "bus", "car", "passport",
    "company", "tax", "build", "land", "water", "leaf", "scale", "culture", "sport", "police", "farm", "guide",
    "phone", "chat", "survey", "data", "book", "globe",
)  # fmt: skip

_FOR_PAGES = (
    "search", "next", "previous", "up", "print", "letters", "rss", "pin", "outside", "file", "file-pdf", "file-text",
    "file-table", "file-slides", "file-box", "download", "shield", "seal", "person", "document", "folder", "star",
    "alert", "circle", "clock", "place", "calendar", "eye",
)  # fmt: skip

ICONS = frozenset(FOR_SERVICES) | frozenset(_FOR_PAGES)
