// The editor without CodeMirror: a plain text field for each program, so that each has its own undo.

/** The same functions as ide.createCodeMirror. */
ide.createTextarea = ({ host, label, onChange, onLeave }) => {
  const fields = new Map();
  let shown;
  let tabSize = 4;

  return {
    text: () => shown.value,
    show(language, text, key = language) {
      shown = fields.get(key) ?? newField();
      fields.set(key, shown);
      if (shown.value !== text) shown.value = text;
      configure({});
      host.replaceChildren(shown);
    },
    rename: (key) => fields.set(key, shown),
    replace(text) {
      if (shown.value === text) return;
      shown.value = text;
      onChange();
    },
    configure,
    mark() {}, // a text field has no marks; the links in the output go to the lines
    goTo(line, column) {
      const lines = shown.value.split('\n');
      const at = Math.min(Math.max(1, line), lines.length) - 1;
      const start = lines.slice(0, at).join('\n').length + (at > 0 ? 1 : 0);
      shown.focus();
      shown.setSelectionRange(start + (column ?? 1) - 1, start + lines[at].length);
      const lineHeight = shown.scrollHeight / lines.length;
      shown.scrollTop = at * lineHeight - shown.clientHeight / 2;
    },
  };

  function configure(wanted) {
    ({ tabSize = tabSize } = wanted);
    if (shown) shown.style.tabSize = tabSize;
  }

  function newField() {
    const field = document.createElement('textarea');
    field.setAttribute('aria-label', label);
    Object.assign(field, { className: 'plain', spellcheck: false, wrap: 'off', autocapitalize: 'off' });
    field.addEventListener('input', onChange);
    field.addEventListener('keydown', (event) => press(event, field));
    return field;
  }

  function press(event, field) {
    if (event.isComposing || event.altKey) return;
    if (event.key === 'Escape') act(event, onLeave);
    else if (event.key === 'Tab' && !event.shiftKey) act(event, () => type(' '.repeat(tabSize)));
    else if (event.key === 'Enter') {
      const line = field.value.slice(0, field.selectionStart).split('\n').at(-1);
      act(event, () => type(`\n${/^[ \t]*/.exec(line)[0]}`));
    }
  }

  function act(event, action) {
    event.preventDefault();
    action();
  }

  /** Inserts text as typing does, so that undo removes the text. */
  function type(text) {
    document.execCommand('insertText', false, text);
  }
};
