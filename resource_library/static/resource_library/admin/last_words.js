// The text editor hands what was typed to the form a quarter of a second late. Who types and saves at once, with Ctrl+S
// or a quick click, would lose her last words: the form waits until the editor has caught up.
(() => {
  const LATE = 400;
  let typed = 0;
  const note = (event) => {
    if (event.target.closest?.('[contenteditable="true"]')) typed = Date.now();
  };
  for (const kind of ["keydown", "beforeinput", "input", "paste", "drop", "compositionend"]) {
    document.addEventListener(kind, note, true);
  }
  document.addEventListener(
    "submit",
    (event) => {
      const { target: form, submitter } = event;
      const left = typed + LATE - Date.now();
      if (!form.matches("[data-edit-form]") || left <= 0) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      setTimeout(() => {
        typed = 0;
        // A button that shows its progress is out of order by now, and would not be sent along.
        if (submitter) submitter.disabled = false;
        form.requestSubmit(submitter);
      }, left);
    },
    true,
  );
})();
