// Actions on the output: copy, download, clear, wrap lines, and links from errors to the code.

const MAX_LINKS = 200;

ide.createOutputTools = ({ view, output, wrap, copy, download, clear, notice }) => {
  setWrap(ide.browser.get('wrap') ?? true);
  wrap.addEventListener('click', () => setWrap(wrap.getAttribute('aria-pressed') !== 'true'));
  clear.addEventListener('click', () => output.clear());
  copy.addEventListener('click', async () =>
    notice.show((await ide.copy(view.textContent)) ? 'Output copied.' : CANNOT_COPY),
  );
  download.addEventListener('click', () => ide.save('output.txt', output.raw()));

  /** `keepAsWritten(true)` does not wrap lines, so that the carets of a compiler stand under what they point to. */
  return {
    keepAsWritten(on) {
      view.classList.toggle('as-written', on);
      wrap.disabled = on;
    },
  };

  function setWrap(on) {
    wrap.setAttribute('aria-pressed', String(on));
    view.classList.toggle('nowrap', !on);
    ide.browser.set('wrap', on);
  }
};

const CANNOT_COPY = 'This browser does not let the page copy. Select the text and copy it yourself.';

/**
 * Makes links of the places in errors and warnings. `onGo(line, column)` is called for the link that the user chooses.
 */
ide.linkPlaces = (view, language, onGo) => {
  let made = 0;
  for (const span of view.querySelectorAll('.stderr, .compiler')) {
    span.normalize();
    const text = span.textContent;
    const parts = [];
    let from = 0;
    for (const match of ide.placesIn(language, text)) {
      if (++made > MAX_LINKS) break;
      const { line, column } = match.groups;
      parts.push(text.slice(from, match.index), link(match[0], Number(line), column && Number(column)));
      from = match.index + match[0].length;
    }
    if (parts.length > 0) span.replaceChildren(...parts, text.slice(from));
    if (made > MAX_LINKS) return;
  }

  function link(text, line, column) {
    const place = document.createElement('a');
    place.href = `#line-${line}`;
    place.textContent = text;
    place.title = `Go to line ${line}`;
    place.addEventListener('click', (event) => {
      event.preventDefault();
      onGo(line, column);
    });
    return place;
  }
};

/** Copies text; resolves with whether that succeeded. Only https and localhost have `navigator.clipboard`. */
ide.copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    return copied;
  }
};

ide.save = (name, text) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
