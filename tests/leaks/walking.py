"""Every address of the back end with the other site's numbers in it, taken from the resolver and not from a list."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from resource_library.models import LibraryDocument
from unified_platform.accounts.models import User

from .planting import WORD, Planted

BACK_END = "localhost"
# One signs out, the other breaks on purpose.
NOT_WALKED = ("/admin/logout/", "/admin/failwhale/")
# What stands at the place of a number, by the beginning of the address below /admin/.
KINDS = (
    ("resources", "resource"),
    ("library", "resource"),
    ("columns/placement", "placement"),
    ("columns", "page"),
    ("jobs", "job"),
    ("duplicates", "pair"),
    ("people", "person"),
    ("review/deputies", "deputy"),
    ("images", "image"),
    ("documents", "document"),
    ("pages", "page"),
    ("api/main/pages", "page"),
    ("api/main/images", "image"),
    ("api/main/documents", "document"),
    ("choose-page", "page"),
    ("users", "person"),
    ("groups", "group"),
    ("collections", "collection"),
    ("sites", "site"),
    ("site-register", "profile"),
    ("classification", "term"),
    ("reforms/organ", "organ"),
    ("reforms", "reform"),
)
NAMED = {"session_id": "session", "site": "site", "collection_id": "collection", "column": "page"}
# What belongs to a resource or a page and stands beside its number in an address.
OWNED = {"revision_id": "revision", "task_state_id": "task_state", "workflow_state_id": "workflow_state"}
WORDS = {
    "action_name": ["approve", "reject"],
    "act": ["distinct", "ask", "approve", "decline", "pin", "unpin", "hide", "unhide", "appoint", "dismiss",
            "rename", "retire", "up", "confirm", "move", "describe", "archive", "withdraw", "stop", "undo"],
    "kind": ["news", "rename"],
    "code": ["subject"],
    "action": [
        "delete", "publish", "unpublish", "move", "add_tags", "add_to_collection", "assign_role", "set_active_state"
    ],
    "revision_id_a": ["earliest", "live"],
    "revision_id_b": ["latest"],
    "filter_spec": ["max-165x165"],
    "uidb64": ["MQ"],
    "token": ["a-b"],
}  # fmt: skip
MODELS = (
    ("resource_library", "resource"),
    ("resource_library", "libraryimage"),
    ("resource_library", "librarydocument"),
    ("wagtailcore", "page"),
    ("sites", "columnpage"),
    ("accounts", "user"),
    ("auth", "group"),
)
MODEL_ARGUMENTS = (
    ("app_label", "model_name"),
    ("app_name", "model_name"),
    ("content_type_app_name", "content_type_model_name"),
)


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: its view name, how it reads, the names of its arguments."""

    name: str
    route: str
    arguments: tuple[str, ...]


def addresses(prefix: str = "admin/") -> list[Address]:
    """Every named pattern that begins with `prefix`."""
    return [found for found in _walk(get_resolver().url_patterns) if found.route.startswith(prefix)]


def _walk(patterns, route: str = "", names: str = "", arguments: tuple[str, ...] = ()) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern).lstrip("^")
        known = (*arguments, *(tuple(pattern.pattern.converters) or tuple(pattern.pattern.regex.groupindex)))
        if isinstance(pattern, URLResolver):
            space = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from _walk(pattern.url_patterns, here, space, known)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield Address(names + pattern.name, here, known)


def paths(city: Planted, found: list[Address]) -> list[str]:
    """The addresses with the other site's numbers; those without arguments with its numbers in the query."""
    walked: list[str] = []
    for address in found:
        numbered = not set(address.arguments) <= set(WORDS)
        asked = [""] if numbered else [f"?{urlencode(query, doseq=True)}" for query in queries(city)]
        for arguments in _fillings(address, city):
            try:
                path = reverse(address.name, kwargs=arguments)
            except NoReverseMatch:
                continue
            walked += [path + query for query in asked]
    return list(dict.fromkeys(walked))


def files(city: Planted) -> list[str]:
    """Where the other site's files lie; the back end's host serves them too."""
    return [file.url for file in LibraryDocument.objects.filter(pk__in=city.ids["document"])]


def queries(city: Planted) -> list[dict]:
    """What somebody would put behind a question mark to see more."""
    ids = city.ids
    everything = sorted({pk for kind in ("resource", "image", "document", "page", "person") for pk in ids[kind]})
    site = {"site": ids["site"][0], "owner_site": ids["site"][0], "column": city.theirs.column.pk}
    return [
        {},
        {"q": WORD, "term": WORD},
        {"id": everything, "ids": [*ids["page"], *ids["resource"]], "user": ids["person"], "tag": WORD},
        {**site, "collection_id": ids["collection"], "child_of": city.theirs.site.root_page_id},
        {"page_type": "sites.ColumnPage"},
    ]


def _fillings(address: Address, city: Planted) -> Iterator[dict]:
    """The arguments worth trying: every number of the kind once, every model once, versions with their owners."""
    names = list(address.arguments)
    models: list[dict] = [{}]
    for pair in MODEL_ARGUMENTS:
        if set(pair) <= set(names):
            models = [dict(zip(pair, model, strict=True)) for model in MODELS]
            names = [name for name in names if name not in pair]
    belongs = next((name for name in names if name in OWNED), None)
    numbers = [name for name in names if name not in WORDS and name != belongs]
    words = [[(name, word) for word in WORDS[name]] for name in names if name in WORDS]
    for chosen in itertools.product(models, *words):
        for filled in _numbers(numbers, belongs, address, city):
            yield {**chosen[0], **dict(chosen[1:]), **filled}


def _numbers(names: list[str], belongs: str | None, address: Address, city: Planted) -> list[dict]:
    if belongs:
        owned = [(pk, owner) for (kind, pk), owner in city.owners.items() if kind == OWNED[belongs]]
        return [{belongs: pk, **dict.fromkeys(names, owner)} for pk, owner in owned]
    if not names:
        return [{}]
    lists = [_candidates(name, address, city) for name in names]
    longest = max(map(len, lists))
    return [{name: some[n % len(some)] for name, some in zip(names, lists, strict=True)} for n in range(longest)]


def _candidates(name: str, address: Address, city: Planted) -> list[int]:
    if name in NAMED:
        return city.ids[NAMED[name]]
    route = re.sub(r"^admin/", "", address.route)
    kind = next((kind for start, kind in KINDS if route.startswith(start)), None)
    # An address that nobody listed gets the first and the last number of every kind.
    return city.ids[kind] if kind else sorted({pk for ids in city.ids.values() for pk in (ids[0], ids[-1])})


@dataclass(frozen=True)
class Leak:
    """Who saw which secret where."""

    path: str
    secret: str


def client_of(user: User) -> Client:
    client = Client(HTTP_HOST=BACK_END, raise_request_exception=False)
    client.force_login(user)
    return client


def seen_in(response, secrets: set[str]) -> set[str]:
    """The secrets in an answer, wherever they stand: body, headers, file."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = (body.decode("utf-8", "replace") + repr(sorted(response.items()))).lower()
    return {secret for secret in secrets if secret.lower() in text} if WORD.lower() in text else set()


def look_around(user: User, secrets: set[str], walked: list[str]) -> Iterator[Leak]:
    """GET every address; what was seen of the secrets. Behind a door that is shut nobody tries other questions."""
    client, shut = client_of(user), set()
    for path in walked:
        bare = path.partition("?")[0]
        if bare in shut or bare in NOT_WALKED:
            continue
        response = client.get(path)
        assert user.is_superuser or response.status_code < 500, f"{path} broke: {response.status_code}"
        if response.status_code == 404:
            shut.add(bare)
        yield from (Leak(path, secret) for secret in seen_in(response, secrets))


def press_every_button(user: User, walked: list[str], data: dict) -> None:
    """POST to every address."""
    client = client_of(user)
    for path in walked:
        if path.partition("?")[0] not in NOT_WALKED:
            client.post(path, data)
