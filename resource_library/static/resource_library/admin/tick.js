// The box in the heading ticks all rows of the page. Listings are exchanged while somebody searches, so the listener
// stands on the document.
document.addEventListener("change", (event) => {
  const form = event.target.dataset?.tickAll;
  if (!form) return;
  for (const box of document.querySelectorAll(`input[name="ids"][form="${form}"]`)) box.checked = event.target.checked;
});
