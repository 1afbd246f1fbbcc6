// One run at a time: submit, follow, stop. It says what it does as states; the parts of the page show them.
//
// A state is { phase, id?, program?, record?, seconds?, error?, lost?, warning? }, with phase one of
// submitting, waiting (for another try), queued, running, stopping, final, failed; program is what runs: language, code,
// input or a plan of tests, and its limits where they are its own.

/** `judged` is told of a run's tests: begin(plan), add(result), end(record). `terminal` takes the answers to what a program asks: see terminal.js. */
ide.createRun = ({ api, submit, follow, output, judged, terminal, onState }) => {
  /** The run under way; undefined when there is none. */
  let current;
  let hasRun = false;

  return { start, stop, show, goOn, isBusy: () => current !== undefined, hasRun: () => hasRun };

  async function start(program) {
    const mine = begin({ phase: 'submitting' }, { program });
    try {
      const onWait = (seconds, error) => say(mine, { phase: 'waiting', seconds, error });
      Object.assign(mine, await submit(program, { signal: mine.stopped.signal, onWait }));
    } catch (error) {
      if (mine.stopped.signal.aborted) return finish(mine, { phase: 'final', record: notSubmitted });
      return finish(mine, { phase: 'failed', error });
    }
    if (mine.stopped.signal.aborted) return cancel(mine);
    if (mine !== current) return;
    say(mine, { phase: 'queued' });
    watch(mine);
  }

  /** Shows a run that was submitted before: its record, or what it does right now. */
  function show(record) {
    const { language, code, input, limits, interactive, submission_id: id } = record;
    const program = { language, code, input, limits, interactive, ...(record.plan && { plan: record.plan }) };
    const mine = begin({ phase: record.status, record }, { id, program });
    if (record.finished_at) {
      showWhole(record);
      return finish(mine, { phase: 'final', record });
    }
    watch(mine);
  }

  /** The program waits no more. */
  function goOn() {
    if (current?.state.asks) say(current, { ...current.state, asks: false });
  }

  function stop() {
    if (!current) return;
    const mine = current;
    mine.stopped.abort();
    say(mine, { phase: 'stopping' });
    if (mine.id) void cancel(mine);
  }

  /** Looks away; the run goes on. */
  function leave() {
    current?.unfollow?.();
    current = undefined;
  }

  async function cancel(mine) {
    if (mine === current && !mine.unfollow) watch(mine);
    await api.cancel(mine.id).catch((error) => {
      if (error.code !== 'already_finished') say(mine, { phase: 'running', error });
    });
  }

  function watch(mine) {
    mine.unfollow = follow(mine.id, {
      onOutput: (piece) => output.add(piece),
      onInput(text) {
        output.add({ stream: 'stdin', text });
        terminal.taken(text);
        goOn();
      },
      onWaiting(question) {
        if (terminal.ask(question)) say(mine, { ...mine.state, asks: true });
      },
      onTest(result) {
        output.add({ stream: 'stdout', text: ide.lineOfTest(result) });
        judged.add(result);
      },
      onLost: (lost) => lost !== mine.lost && say(mine, { ...mine.state, lost: (mine.lost = lost) }),
      onNotice: (warning) =>
        warning !== mine.warning && say(mine, { ...mine.state, warning: (mine.warning = warning) }),
      onGone: (error) => finish(mine, { phase: 'failed', error }),
      onRecord(record) {
        if (record.status === 'running') empty(mine); // the run begins, perhaps anew
        if (!record.finished_at) return say(mine, { phase: record.status, record, lost: false });
        if (!output.has(record)) showWhole(record);
        finish(mine, { phase: 'final', record });
      },
    });
  }

  function showWhole(record) {
    output.begin();
    ide.outputOf(record).forEach(output.add);
    record.tests?.forEach((result, test) => judged.add({ ...result, test }));
  }

  function empty({ id, program }) {
    output.begin();
    judged.begin(program.plan);
    terminal.begin(program.interactive ? id : undefined, ide.languageOf(program.language).tells_waiting);
  }

  function begin(state, { id, program }) {
    leave();
    empty({ program });
    hasRun = true;
    current = { id, program, stopped: new AbortController(), lost: false };
    say(current, state);
    return current;
  }

  /** The end is told when all output is shown. */
  function finish(mine, state) {
    if (mine !== current) return;
    terminal.begin();
    output.afterPaint(() => {
      current = undefined;
      tell(mine, state);
      if (state.record) judged.end(state.record);
    });
  }

  function say(mine, state) {
    if (mine !== current) return;
    if (mine.stopped.signal.aborted && !state.error) state = { ...state, phase: 'stopping' };
    mine.state = state;
    tell(mine, state);
  }

  function tell({ id, program, warning }, state) {
    onState({ warning, ...state, id, program });
  }
};

/** What a run is that was stopped before the engine had it. */
const notSubmitted = { status: 'cancelled', reason: 'cancelled', message: 'Stopped before it was submitted.' };
