// The files that a program has left: pictures are shown, and all of them can be saved.

/** Shown in an <img>, where an SVG runs no script and loads nothing from elsewhere. Never as HTML. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/svg+xml']);

/**
 * `button` is the switch for them. It is off at first: a program that leaves files for us cannot be run by an interpreter
 * that was started in advance, which some languages start much faster with.
 */
ide.createArtifacts = ({ pane, button, api }) => {
  set(ide.browser.get('artifacts') ?? false);
  button.addEventListener('click', () => set(!areWanted()));

  return { clear: () => show({}), show, areWanted };

  function set(on) {
    button.setAttribute('aria-pressed', String(on));
    ide.browser.set('artifacts', on);
  }

  /** Whether the files are to be asked for. */
  function areWanted() {
    return button.getAttribute('aria-pressed') === 'true';
  }

  /** Those of a final record. */
  function show({ submission_id: id, artifacts, artifacts_omitted: omitted }) {
    const items = (artifacts ?? []).map((file) => itemOf(id, file));
    pane.hidden = items.length === 0 && !omitted;
    pane.replaceChildren();
    if (pane.hidden) return;
    pane.append(ide.element('h3', { textContent: 'Files' }), ide.element('ul', {}, ...items));
    if (omitted) pane.append(ide.element('p', { textContent: inWords(omitted) }));
  }

  function itemOf(id, { name, size, type }) {
    const path = name.split('/').map(encodeURIComponent).join('/');
    const href = api.url(`/submissions/${id}/files/${path}`);
    const link = ide.element('a', { href, download: name.split('/').at(-1), textContent: name });
    const item = ide.element('li', {}, link, ide.element('span', { textContent: ide.words.bytes(size) }));
    if (PICTURES.has(type)) {
      const picture = ide.element('img', { src: href, alt: `Picture ${name}` });
      picture.addEventListener('error', () => picture.remove()); // its bytes are no picture
      item.prepend(picture);
    }
    return item;
  }

  function inWords(omitted) {
    const more = omitted === 1 ? 'One more file was' : `${omitted} more files were`;
    return `${more} not kept: a run may leave 16 files of 1 MiB, 4 MiB in all.`;
  }
};
