// A dialog that finds tests in a pasted problem statement. The user can correct the tests before they are added.

/** `button` opens the dialog. `onAdd(tests)` is called with the tests that the user confirms. */
ide.createPaste = ({ button, dialog, parts, onAdd }) => {
  const { 'paste-text': text, preview, found, 'paste-add': add, 'paste-cancel': cancel } = parts;
  button.addEventListener('click', () => {
    text.value = '';
    show();
    dialog.showModal();
    text.focus();
  });
  text.addEventListener('input', show);
  cancel.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
  add.addEventListener('click', () => {
    const tests = read();
    dialog.close();
    onAdd(tests);
  });

  function show() {
    preview.replaceChildren(...ide.testsIn(text.value).slice(0, ide.MAX_TESTS).map(row));
    count();
  }

  function count() {
    const { length } = preview.children;
    const tests = length === 1 ? '1 test' : `${length} tests`;
    found.textContent = length > 0 ? `Found ${tests}. Correct what is wrong.` : '';
    add.textContent = length > 0 ? `Add ${tests}` : 'Add';
    add.disabled = length === 0;
  }

  function row({ name, input, expected }) {
    const removal = ide.element('button', { type: 'button', className: 'small', textContent: 'Leave out' });
    removal.setAttribute('aria-label', `Leave out ${name}`);
    const item = ide.element(
      'li',
      { className: 'test' },
      ide.element(
        'div',
        { className: 'tools' },
        field('Name', 'input', { name: 'name', value: name, maxLength: 100 }),
        removal,
      ),
      ide.element(
        'div',
        { className: 'pair' },
        field('Input', 'textarea', { name: 'input', value: input }),
        field('Expected output', 'textarea', { name: 'expected', value: expected }),
      ),
    );
    removal.addEventListener('click', () => {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      count();
      (next?.querySelector('button') ?? text).focus();
    });
    return item;
  }

  function field(label, kind, properties) {
    const control = ide.element(kind, { className: 'field', spellcheck: false, autocomplete: 'off', ...properties });
    if (kind === 'textarea')
      Object.assign(control, { wrap: 'off', rows: Math.min(8, control.value.split('\n').length) });
    return ide.element('label', { className: 'labelled' }, label, control);
  }

  function read() {
    const valueOf = (item, name) => item.querySelector(`[name=${name}]`).value;
    return [...preview.children].map((item) =>
      Object.fromEntries(['name', 'input', 'expected'].map((name) => [name, valueOf(item, name)])),
    );
  }
};
