// A link to a field of the edit form (#:w:contentpath=…): opens the tab and the group it stands in, and goes there.
(function () {
  "use strict";

  var PREFIX = "#:w:contentpath=";

  function open(field) {
    var tab = field.closest("[role=tabpanel]");
    var label = tab && tab.hidden && document.getElementById(tab.getAttribute("aria-labelledby"));
    if (label) { label.click(); }
    for (var panel = field.closest("[data-panel]"); panel; panel = panel.parentElement.closest("[data-panel]")) {
      var toggle = panel.querySelector("[data-panel-toggle]");
      if (toggle && toggle.getAttribute("aria-expanded") === "false") { toggle.click(); }
    }
  }

  function go() {
    if (!window.location.hash.startsWith(PREFIX)) { return; }
    var name = decodeURIComponent(window.location.hash.slice(PREFIX.length));
    var field = document.querySelector('[data-contentpath="' + CSS.escape(name) + '"]');
    if (!field) { return; }
    open(field);
    // Groups that open take a moment; before that there is nothing to scroll to.
    window.setTimeout(function () {
      field.scrollIntoView({ block: "center" });
      var input = field.querySelector("input:not([type=hidden]), textarea, select, button");
      if (input) { input.focus({ preventScroll: true }); }
    }, 200);
  }

  window.addEventListener("hashchange", go);
  window.addEventListener("load", go);
})();
