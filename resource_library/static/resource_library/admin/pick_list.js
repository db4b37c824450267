// Filters the entries of a pick list while one types. Delegated, because panels come and go.
document.addEventListener('input', (event) => {
  if (!event.target.matches('[data-pick-list-filter]')) return;
  event.stopPropagation();
  const wanted = event.target.value.trim().toLowerCase();
  const list = event.target.closest('[data-pick-list]');
  list.querySelectorAll('[data-pick-list-entry]').forEach((entry) => {
    const checked = entry.querySelector('input').checked;
    entry.hidden = !checked && !entry.textContent.toLowerCase().includes(wanted);
  });
});
