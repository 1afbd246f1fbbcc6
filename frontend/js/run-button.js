// The button that runs the program, and stops it while it runs.

const MODIFIER = /Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl';

ide.createRunButton = ({ button, isBusy, onRun, onStop }) => {
  button.addEventListener('click', () => (isBusy() ? onStop() : onRun()));
  show();
  return { show };

  function show() {
    const [does, words, key] = isBusy() ? ['stop', 'Stop', '.'] : ['run', 'Run', '⏎'];
    button.dataset.does = does;
    button.ariaKeyShortcuts = does === 'stop' ? 'Control+. Meta+.' : 'Control+Enter Meta+Enter';
    button.querySelector('span').textContent = words;
    button.querySelector('kbd').textContent = `${MODIFIER} ${key}`;
    button.querySelector('use').setAttribute('href', `#i-${does}`);
  }
};
