// Filters the rows of a vocabulary while one types.
document.addEventListener('input', (event) => {
  if (!event.target.matches('[data-class-filter]')) return;
  const wanted = event.target.value.trim().toLowerCase();
  let shown = 0;
  document.querySelectorAll('[data-class-row]').forEach((row) => {
    row.hidden = !row.textContent.toLowerCase().includes(wanted);
    shown += row.hidden ? 0 : 1;
  });
  const none = document.querySelector('[data-class-none]');
  if (none) none.hidden = shown > 0;
});
