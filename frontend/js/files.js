// Opens files of the user's computer that are dropped on the editor or chosen in a dialog. The extension decides the
// language.

const MAX_BYTES = 256 * 1024;

/** `onOpen({ language, code }, name)` is called for a program; `onError(sentence)` for any other file. */
ide.createFiles = ({ zone, open: button, chooser, onOpen, onError }) => {
  button.addEventListener('click', () => {
    chooser.accept = [
      ...ide.offered.flatMap(({ extensions }) => extensions.map((one) => `.${one}`)),
      'text/plain',
    ].join();
    chooser.click();
  });
  chooser.addEventListener('change', () => {
    void read(chooser.files[0]);
    chooser.value = '';
  });
  zone.addEventListener('dragover', (event) => {
    if (![...event.dataTransfer.types].includes('Files')) return;
    event.preventDefault();
    zone.classList.add('dropping');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('dropping'));
  zone.addEventListener(
    'drop',
    (event) => {
      zone.classList.remove('dropping');
      if (event.dataTransfer.files.length === 0) return;
      event.preventDefault();
      event.stopPropagation(); // the editor would insert the file's text
      void read(event.dataTransfer.files[0]);
    },
    { capture: true },
  );

  async function read(file) {
    if (!file) return;
    const language = ide.languageOfFile(file.name)?.id;
    if (!language) {
      return onError(`${file.name} is not a program that this engine runs. It runs ${usualExtensions()} files.`);
    }
    if (file.size > MAX_BYTES) {
      return onError(
        `${file.name} has ${ide.words.bytes(file.size)}, and a program may have 256 KiB. Open a smaller file.`,
      );
    }
    onOpen({ language, code: await file.text() }, file.name);
  }
};

/** The first extension of each language, as a list in words. */
function usualExtensions() {
  const usual = ide.offered.flatMap(({ extensions: [first] }) => (first ? [`.${first}`] : []));
  return new Intl.ListFormat('en-GB').format(usual);
}
