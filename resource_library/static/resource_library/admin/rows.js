// The table of a field with rows: a button that adds an empty one. Without it the empty rows below are what there is.
const addRow = (box) => {
  const body = box.querySelector('tbody');
  const last = body.lastElementChild;
  const row = last.cloneNode(true);
  const number = body.children.length;
  row.querySelectorAll('input').forEach((input) => {
    const column = input.name.slice(input.name.lastIndexOf('-'));
    input.name = `${box.dataset.rows}-${number}${column}`;
    input.value = '';
  });
  body.append(row);
  row.querySelector('input').focus();
};

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-rows-add]');
  if (button) addRow(button.closest('[data-rows]'));
});

const reveal = () => document.querySelectorAll('[data-rows-add]').forEach((button) => { button.hidden = false; });
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', reveal);
else reveal();
