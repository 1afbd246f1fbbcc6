// The bar that shows the progress and the verdict of a run.

/** `parts` are the elements by id. */
ide.createVerdict = ({ parts }) => {
  const { verdict: bar, headline, sentence, clock, figures, time, legend } = parts;
  let phase;
  let since = 0;
  setInterval(tick, 100);

  return { show };

  function show(state) {
    const { record } = state;
    const [words, more, tone] = state.phase === 'final' ? ending(state) : progress(state);
    setText(headline, words);
    setText(sentence, more ?? '');
    bar.dataset.tone = tone;
    if (state.phase !== phase) startClock(state);
    showFigures(state.phase === 'final' ? record : {});
    showShares(state.phase === 'final' ? ide.words.shares(record) : []);
  }

  /**
   * Measures with this browser's clock. Only for a run that began before the page followed it, uses the engine's
   * `started_at`.
   */
  function startClock({ phase: next, record }) {
    const isMoving = ['submitting', 'queued', 'running', 'stopping'].includes(next);
    const wasMoving = ['submitting', 'queued', 'waiting', 'stopping'].includes(phase);
    since = (!wasMoving && Date.parse(record?.started_at)) || Date.now();
    if (!isMoving) since = 0;
    phase = next;
    clock.textContent = '';
    tick();
  }

  function ending({ record, program }) {
    const headline = ide.words.headline(record, ide.limitsOf(record, program));
    return [headline, ide.sentenceOf(record, program), ide.words.tone(record)];
  }

  function progress({ phase, seconds, error, lost, warning, asks }) {
    if (lost) return ['Connection lost, trying again', LOST, 'bad'];
    switch (phase) {
      case 'submitting':
        return ['Submitting', '', 'busy'];
      case 'waiting':
        return [`Trying again in ${seconds} s`, error.message, 'bad'];
      case 'queued':
        return warning ? ['Waiting', warning, 'bad'] : ['Starting', 'The run waits for a free place.', 'busy'];
      case 'running':
        if (asks) return ['Waiting for input', 'Type the answer in the output: Enter sends it.', 'busy'];
        return ['Running', error?.message ?? warning, 'busy'];
      case 'stopping':
        return ['Stopping', '', 'busy'];
      case 'failed':
        return ['Not run', adviceFor(error), 'bad'];
      default:
        return ['Ready', '', 'idle'];
    }
  }

  function adviceFor(error) {
    if (error.isGone) return 'The engine does not know this run any more. Run the program again.';
    if (error.status !== 413) return error.message;
    return `${error.message} Shorten the program, or let it read its data from the input, which may have up to 1 MiB.`;
  }

  function showFigures(record) {
    const { ms, bytes } = ide.words;
    const rows = [
      ['Run', record.execution_time_ms, ms],
      ['Compile', record.compile_time_ms, ms],
      ['CPU', record.cpu_time_ms, ms],
      ['Memory', record.memory_peak_bytes, bytes],
      ['Stalled', ide.words.stalled(record), ms],
    ];
    const shown = rows.filter(([, value]) => value !== null && value !== undefined);
    figures.replaceChildren(...shown.flatMap(([name, value, words]) => [make('dt', name), make('dd', words(value))]));
    const cut = ['stdout', 'stderr'].filter((stream) => record[`${stream}_truncated`]);
    if (cut.length > 0) figures.append(make('dt', 'Output'), make('dd', `${cut.join(' and ')} truncated`));
  }

  function showShares(shares) {
    const total = shares.reduce((sum, [, value]) => sum + value, 0);
    const segments = shares.filter(([, value]) => value > 0);
    time.replaceChildren(...segments.map(([name, value]) => segment(name, value / total)));
    legend.replaceChildren(...segments.map((share) => entry(...share)));
  }

  function segment(name, share) {
    const part = make('span', '');
    part.className = `share-${name}`;
    part.style.flexGrow = Math.max(share, 0.005);
    return part;
  }

  function entry(name, value, words) {
    const item = make('li', `${words ?? name} ${ide.words.ms(value)}`);
    item.className = `share-${name}`;
    return item;
  }

  function tick() {
    if (since) clock.textContent = `${(Math.max(0, Date.now() - since) / 1000).toFixed(1)} s`;
  }

  /** Does not set the same text again, because the headline is a live region and would be announced again. */
  function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function make(name, text) {
    const element = document.createElement(name);
    element.textContent = text;
    return element;
  }
};

const LOST = 'The run may begin anew if the engine was stopped. Otherwise no output is lost.';
