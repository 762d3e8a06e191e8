const form = document.querySelector('[data-select-all]');
const boxes = [...(form?.querySelectorAll('[type="checkbox"]') ?? [])];
const button = form?.querySelector('[type="button"]');
const said = form?.querySelector('[role="status"]');

function count() {
  return boxes.filter(({ checked }) => checked).length;
}

function show() {
  const all = count() === boxes.length;
  button.textContent = all ? 'Clear selection' : 'Select all on this page';
  said.textContent = `${count()} of ${boxes.length} selected`;
}

if (button) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const all = count() < boxes.length;
    for (const box of boxes) box.checked = all;
    show();
  });
  form.addEventListener('change', show);
  // Going back in history brings ticks back, after this runs.
  addEventListener('pageshow', show);
}
