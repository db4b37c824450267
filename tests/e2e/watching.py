"""Noticing that something ran which nobody of the house wrote: dialogs, messages, foreign requests, odd markup."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

# Runs in every document before anything else. What an attack calls to show itself is written to the console instead,
# where the watcher reads it; nothing of ours calls any of it.
TRAPS = """
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = (...given) => { console.log("FIRED " + name + " " + given.join(" ")); return null; };
}
document.addEventListener("securitypolicyviolation", (event) => {
  console.log("FIRED policy " + event.violatedDirective + " " + event.blockedURI + " " + event.sample);
});
"""

# What no page of the house has, whoever wrote it: handlers in attributes, addresses that run, scripts in the page,
# frames and bases from elsewhere. `strict` is for public pages, which have no script of their own in the markup.
INSPECT = """
(strict) => {
  const found = [], origin = new URL(document.baseURI).origin;
  const runs = /^[\\u0000-\\u0020]*(javascript|data|vbscript|blob)\\s*:/i;
  const links = ["href", "src", "action", "formaction", "data", "xlink:href", "poster", "background", "srcdoc"];
  const walk = (node) => {
    for (const each of node.querySelectorAll("*")) {
      const tag = each.tagName.toLowerCase();
      for (const { name, value } of each.attributes) {
        if (/^on/i.test(name)) found.push(`<${tag} ${name}>`);
        if (links.includes(name.toLowerCase()) && runs.test(value.replace(/[\\t\\n\\r]/g, ""))
            && !(tag === "img" && value.startsWith("data:image/")))
          found.push(`<${tag} ${name}=${value.slice(0, 60)}>`);
        if (strict && (name === "style" || name === "srcdoc")) found.push(`<${tag} ${name}>`);
      }
      if (tag === "script" && strict && (each.textContent.trim() || !each.src.startsWith(origin)))
        found.push("<script> " + each.textContent.slice(0, 60));
      if (["base", "object", "embed", "applet", "frameset"].includes(tag)) found.push(`<${tag}>`);
      if (tag === "meta" && each.httpEquiv) found.push(`<meta http-equiv=${each.httpEquiv}>`);
      if (tag === "iframe" && (strict || (each.src && !each.src.startsWith(origin))))
        found.push(`<iframe ${each.src}>`);
      if (strict && tag === "form" && !each.action.startsWith(origin)) found.push(`<form ${each.action}>`);
      if (tag === "template") walk(each.content);
    }
  };
  walk(document);
  return found;
}
"""

# Many pages in one: each is fetched and opened in a frame of its own, where its scripts and handlers run as they would
# in a window. Pages that read the same are opened once.
IN_FRAMES = """
async ({ paths, inspect, keep }) => {
  const look = eval(inspect), found = [], seen = new Set(), waiting = [...paths];
  const open = (path, html) => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.onload = () => setTimeout(() => {
      const inside = frame.contentWindow;
      if (!inside || inside.location.href !== "about:srcdoc") found.push([path, "went elsewhere"]);
      else for (const odd of inside.eval("(" + inspect + ")")(true)) found.push([path, odd]);
      frame.remove();
      done();
    }, keep);
    frame.srcdoc = html;
    document.body.append(frame);
  });
  const work = async () => {
    while (waiting.length) {
      const path = waiting.shift();
      const answer = await fetch(path, { redirect: "follow" });
      const html = await answer.text();
      if (answer.status >= 500) found.push([path, "status " + answer.status]);
      if (!answer.headers.get("content-type").startsWith("text/html")) { found.push([path, "no page"]); continue; }
      if (seen.has(html)) continue;
      seen.add(html);
      await open(path, html);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return { found, opened: seen.size };
}
"""


# What a thousand pages need not fetch again to show whether an attack runs; what fails to load runs `onerror` all the same.
LEFT_OUT = ("*/pictures/*", "*/documents/*", "*.css", "*/api/views/*")


@dataclass
class Watch:
    """What happened in a browser that should not have; `(address of the page, what)`."""

    context: BrowserContext
    findings: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.add_init_script(TRAPS)
        self.context.on("console", self._said)
        self.context.on("page", self._opened)
        self.context.on("request", self._asked)
        self.context.on("weberror", lambda error: self._note(error.page, f"error: {error.error}"))

    def visit(self, page: Page, address: str, *, strict: bool) -> Any:
        """Open an address as a person does; what stands in its markup is looked at as well."""
        answer = page.goto(address, wait_until="load")
        page.wait_for_timeout(60)
        if page.url.split("#")[0] != address.split("#")[0] and not _is_ours(page.url):
            self._note(page, f"left for {page.url}")
        self.findings += [(address, odd) for odd in page.evaluate(INSPECT, strict)]
        if answer is None or answer.status >= 500:
            self.findings.append((address, f"status {answer and answer.status}"))
        return answer

    def visit_many(self, page: Page, paths: Iterable[str], *, keep: int = 30) -> int:
        """Open many addresses of the site that `page` shows, in frames; how many different pages that were."""
        session = self.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setBlockedURLs", {"urls": list(LEFT_OUT)})
        done = page.evaluate(IN_FRAMES, {"paths": list(paths), "inspect": INSPECT, "keep": keep})
        session.detach()
        self.findings += [(path, odd) for path, odd in done["found"]]
        return int(done["opened"])

    def _note(self, page: Page | None, what: str) -> None:
        self.findings.append((page.url if page else "?", what))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("log", "info", "debug", "dir", "trace", "table") or "FIRED" in message.text:
            self._note(message.page, f"console: {message.text}")

    def _opened(self, page: Page) -> None:
        page.on("dialog", lambda dialog: (self._note(page, f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("popup", lambda popup: self._note(page, f"window: {popup.url}"))
        page.on("download", lambda download: self._note(page, f"download: {download.url}"))

    def _asked(self, request: Request) -> None:
        if not _is_ours(request.url):
            self.findings.append((request.frame.url, f"asked for {request.url}"))


def _is_ours(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme in ("data", "blob", "about"):
        return True
    host = parts.hostname or ""
    return host.endswith((".localhost", ".test")) or host in ("localhost", "127.0.0.1")
