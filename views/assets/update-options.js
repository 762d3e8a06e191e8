const form = document.getElementById('create');
const button = form?.querySelector('[value="update"]');
let running;

// The answer is the same page that "Update options" gives. Only what depends on the choice is
// taken from it, in place: focus, and what is typed meanwhile, stay as they are. Parsed by
// XMLHttpRequest, since every parser of strings is shut by Trusted Types.
function update() {
  running?.abort();
  const request = new XMLHttpRequest();
  running = request;
  request.open('POST', form.getAttribute('action'));
  request.responseType = 'document';
  request.addEventListener('load', () => {
    if (request.status === 200 && request.response) refresh(request.response);
  });
  request.send(new URLSearchParams(new FormData(form, button)));
}

function refresh(fresh) {
  for (const old of form.querySelectorAll('[data-fresh]')) {
    const next = fresh.getElementById(old.id);
    // Copies, one by one: an option that leaves a select makes another one there the chosen one.
    const copies = [...(next?.childNodes ?? [])].map((node) => document.importNode(node, true));
    if (next) old.replaceChildren(...copies);
  }
}

form?.addEventListener('change', ({ target }) => {
  if (target.matches('select')) update();
});
