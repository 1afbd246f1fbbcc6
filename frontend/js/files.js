// Files of this computer: dropped on the editor or chosen, they open in the language of their name.

const MOST_BYTES = 256 * 1024;

/** `onOpen({ language, code }, name)` for a file that can be a program; `onSay` for one that cannot. */
ide.createFiles = ({ zone, open: button, chooser, onOpen, onSay }) => {
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
      event.stopPropagation(); // the editor would insert it
      void read(event.dataTransfer.files[0]);
    },
    { capture: true },
  );

  async function read(file) {
    if (!file) return;
    const language = ide.languageOfFile(file.name)?.id;
    if (!language) {
      return onSay(`${file.name} is not a program this engine runs: it takes ${usualEndings()} files.`);
    }
    if (file.size > MOST_BYTES) {
      return onSay(
        `${file.name} has ${ide.words.bytes(file.size)}, and a program may have 256 KiB. Open a smaller one.`,
      );
    }
    onOpen({ language, code: await file.text() }, file.name);
  }
};

/** The first ending of each language, in words. */
function usualEndings() {
  const endings = ide.offered.flatMap(({ extensions: [first] }) => (first ? [`.${first}`] : []));
  return new Intl.ListFormat('en-GB').format(endings);
}
