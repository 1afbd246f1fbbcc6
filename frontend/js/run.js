// One run at a time: submits, follows and stops it. Reports states, which the parts of the page show.
//
// A state is { phase, id?, program?, record?, seconds?, error?, lost?, warning?, asks? }. The phase is one of
// submitting, waiting (until the next try), queued, running, stopping, final, failed. The program is what was
// submitted: language, code, input or a plan of tests, and limits if it has its own.

/**
 * `judged` receives a run's tests: begin(plan), add(result), end(record). `terminal` sends the user's answers
 * (terminal.js).
 */
ide.createRun = ({ api, submit, follow, output, judged, terminal, onState }) => {
  /** The current run; undefined when none is in progress. */
  let current;
  let hasRun = false;

  return { start, stop, show, endWaiting, isBusy: () => current !== undefined, hasRun: () => hasRun };

  async function start(program) {
    const mine = begin({ phase: 'submitting' }, { program });
    try {
      const onWait = (seconds, error) => setState(mine, { phase: 'waiting', seconds, error });
      Object.assign(mine, await submit(program, { signal: mine.stopped.signal, onWait }));
    } catch (error) {
      if (mine.stopped.signal.aborted) return finish(mine, { phase: 'final', record: notSubmitted });
      return finish(mine, { phase: 'failed', error });
    }
    if (mine.stopped.signal.aborted) return cancel(mine);
    if (mine !== current) return;
    setState(mine, { phase: 'queued' });
    watch(mine);
  }

  /** Shows a run that was submitted before, and follows it unless it has finished. */
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

  /** Reports that the program waits for input no more. */
  function endWaiting() {
    if (current?.state.asks) setState(current, { ...current.state, asks: false });
  }

  function stop() {
    if (!current) return;
    const mine = current;
    mine.stopped.abort();
    setState(mine, { phase: 'stopping' });
    if (mine.id) void cancel(mine);
  }

  /** Follows the run no more. The engine still runs it. */
  function leave() {
    current?.unfollow?.();
    current = undefined;
  }

  async function cancel(mine) {
    if (mine === current && !mine.unfollow) watch(mine);
    await api.cancel(mine.id).catch((error) => {
      if (error.code !== 'already_finished') setState(mine, { phase: 'running', error });
    });
  }

  function watch(mine) {
    mine.unfollow = follow(mine.id, {
      onOutput: (piece) => output.add(piece),
      onInput(text) {
        output.add({ stream: 'stdin', text });
        terminal.taken(text);
        endWaiting();
      },
      onWaiting(question) {
        if (terminal.ask(question)) setState(mine, { ...mine.state, asks: true });
      },
      onTest(result) {
        output.add({ stream: 'stdout', text: ide.lineOfTest(result) });
        judged.add(result);
      },
      onLost: (lost) => lost !== mine.lost && setState(mine, { ...mine.state, lost: (mine.lost = lost) }),
      onNotice: (warning) =>
        warning !== mine.warning && setState(mine, { ...mine.state, warning: (mine.warning = warning) }),
      onGone: (error) => finish(mine, { phase: 'failed', error }),
      onRecord(record) {
        if (record.status === 'running') empty(mine); // the run begins, or begins anew
        if (!record.finished_at) return setState(mine, { phase: record.status, record, lost: false });
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
    setState(current, state);
    return current;
  }

  /** Reports the end when all output is painted. */
  function finish(mine, state) {
    if (mine !== current) return;
    terminal.begin();
    output.afterPaint(() => {
      current = undefined;
      report(mine, state);
      if (state.record) judged.end(state.record);
    });
  }

  function setState(mine, state) {
    if (mine !== current) return;
    if (mine.stopped.signal.aborted && !state.error) state = { ...state, phase: 'stopping' };
    mine.state = state;
    report(mine, state);
  }

  function report({ id, program, warning }, state) {
    onState({ warning, ...state, id, program });
  }
};

/** The record of a run that the user stopped before the engine accepted it. */
const notSubmitted = { status: 'cancelled', reason: 'cancelled', message: 'Stopped before it was submitted.' };
