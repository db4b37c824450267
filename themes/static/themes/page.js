// Everything works without this file. It adds the size of letters, printing, pictures that turn without a jump, and tells
// our own server that an article was opened.
(function () {
  "use strict";

  var SIZES = ["small", "medium", "large"];
  var root = document.documentElement;

  function remember(size) {
    try { localStorage.setItem("letters", size); } catch (error) { /* A browser that keeps nothing still reads. */ }
  }

  function remembered() {
    try { return localStorage.getItem("letters"); } catch (error) { return null; }
  }

  function show(tools, size) {
    SIZES.forEach(function (name) { root.classList.toggle("letters-" + name, name === size); });
    tools.querySelectorAll("[data-letters]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.letters === size));
    });
  }

  document.querySelectorAll("[data-tools]").forEach(function (tools) {
    tools.hidden = false;
    tools.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) { return; }
      if (button.dataset.letters) {
        remember(button.dataset.letters);
        show(tools, button.dataset.letters);
      } else {
        window.print();
      }
    });
    if (SIZES.indexOf(remembered()) >= 0) { show(tools, remembered()); }
  });

  document.querySelectorAll("[data-carousel]").forEach(function (carousel) {
    var slides = carousel.querySelector(".slides");
    var dots = carousel.querySelectorAll(".dots a");

    function mark() {
      var current = Math.round(slides.scrollLeft / slides.clientWidth);
      dots.forEach(function (dot, position) {
        if (position === current) { dot.setAttribute("aria-current", "true"); } else { dot.removeAttribute("aria-current"); }
      });
    }

    dots.forEach(function (dot, position) {
      dot.addEventListener("click", function (event) {
        event.preventDefault();
        var calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
        slides.scrollTo({ left: position * slides.clientWidth, behavior: calm ? "auto" : "smooth" });
      });
    });
    slides.addEventListener("scroll", mark, { passive: true });
    mark();
  });

  // One view of an article: its number, once, when somebody sees the page. Nothing about the reader, and no cookie.
  var article = document.querySelector("[data-view]");

  function tell() {
    if (!article || document.prerendering || document.visibilityState !== "visible") { return; }
    var number = article.dataset.view;
    article = null;
    if (navigator.sendBeacon && navigator.sendBeacon("/api/views/", number)) { return; }
    if (window.fetch) {
      window.fetch("/api/views/", { method: "POST", body: number, credentials: "omit", keepalive: true }).catch(function () {});
    }
  }

  document.addEventListener("visibilitychange", tell);
  document.addEventListener("prerenderingchange", tell);
  tell();
})();
