// Everything works without this file. It adds the size of letters, printing, and pictures that turn without a jump.
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
})();
