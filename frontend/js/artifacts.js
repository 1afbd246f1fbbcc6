// The files that a program has written: pictures are shown, and every file can be downloaded.

/**
 * These are shown in an <img>, in which an SVG runs no script and loads no other resource. Nothing is shown as HTML.
 */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/svg+xml']);

/**
 * `button` switches the files on and off. They are off at first: a submission whose files are kept cannot use an
 * interpreter that was started in advance, and some languages start much faster with one.
 */
ide.createArtifacts = ({ pane, button, api }) => {
  set(ide.browser.get('artifacts') ?? false);
  button.addEventListener('click', () => set(!areWanted()));

  return { clear: () => show({}), show, areWanted };

  function set(on) {
    button.setAttribute('aria-pressed', String(on));
    ide.browser.set('artifacts', on);
  }

  /** Whether a submission should ask for the files. */
  function areWanted() {
    return button.getAttribute('aria-pressed') === 'true';
  }

  /** Shows the files of a final record. */
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
      picture.addEventListener('error', () => picture.remove()); // the file is not a picture
      item.prepend(picture);
    }
    return item;
  }

  function inWords(omitted) {
    const more = omitted === 1 ? 'One more file was' : `${omitted} more files were`;
    return `${more} not kept: a run may leave 16 files of 1 MiB, 4 MiB in all.`;
  }
};
