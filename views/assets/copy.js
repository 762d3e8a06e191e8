for (const button of document.querySelectorAll('[data-copy]')) {
  // Without a secure context there is no clipboard, and the button stays hidden.
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    const label = button.firstChild;
    const said = button.nextElementSibling;
    await navigator.clipboard.writeText(
      document.getElementById(button.dataset.copy).textContent.trim(),
    );
    label.textContent = 'Copied';
    said.textContent = 'Copied';
    setTimeout(() => {
      label.textContent = 'Copy';
      said.textContent = '';
    }, 2000);
  });
}
