// What is opened: a run that was reloaded, one of this browser's, what a link shows, an example, a file.

/** `onShared(true)` when what a link shows is looked at; `onShared(false)` when no more. */
ide.createOpening = ({ api, run, runs, programs, notice, onShared }) => {
  /** What a link shows, while it is only looked at: `id` is the run's. Nothing of it is kept in this browser. */
  let shared;
  /** What this tab has shown before it was reloaded. */
  const last = ide.tab.get('run');
  addEventListener('popstate', () => location.reload());

  return { atStart, again, program, take, offerBack, leaveShared, isShared: () => shared !== undefined };

  /** A link shows its run or program; otherwise the run that this tab has shown last is shown again, under way or not. */
  async function atStart() {
    const [, packed] = /^#p=(.*)$/.exec(location.hash) ?? [];
    if (packed) return lookAtProgram(packed);
    const wanted = new URLSearchParams(location.search).get('s');
    if (wanted) return lookAtRun(wanted);
    const record = last && (await api.record(last).catch(unlessGone));
    if (record && !run.hasRun()) run.show(record);
  }

  function unlessGone(error) {
    if (!error.isGone) throw error;
  }

  async function lookAtRun(id) {
    try {
      const record = await api.record(id);
      look(record, { id });
      run.show(record);
    } catch (error) {
      if (!error.isGone) return notice.say(error.message, ['Try again', () => lookAtRun(id)]);
      notice.say('This run is not kept any more, or the link is not complete.', ['Write a program', leaveLink]);
    }
  }

  async function lookAtProgram(packed) {
    try {
      look(await ide.unpackProgram(packed), {});
    } catch {
      notice.say('The link is not complete: the program in it cannot be read.', ['Write a program', leaveLink]);
    }
  }

  function look(what, how) {
    shared = how;
    programs.look(what);
    onShared(true);
  }

  /** Opens one of this browser's runs: its code, input and output. */
  async function again(id) {
    try {
      const record = await api.record(id);
      const { plan, input, ...rest } = record;
      program({ ...rest, ...(plan ? { plan } : { input }) }, 'The run');
      ide.tab.set('run', id);
      run.show(record);
    } catch (error) {
      if (!error.isGone) return notice.say(error.message, ['Try again', () => again(id)]);
      runs.forget(id);
      notice.say('This run is not kept any more; it is gone from the list.');
    }
  }

  /** Puts a program into the editor; the one that was there can be put back. Input and tests that it has none of stay. */
  function program({ language, code, input, plan }, name) {
    leaveShared();
    offerBack(programs.replace({ language, code, input, plan }), `${name} is open.`);
  }

  /** What was looked at becomes a program of one's own: at the first change, and when it is run. */
  function take() {
    if (!shared) return;
    if (shared.id) ide.tab.set('run', shared.id);
    leaveShared();
    offerBack(programs.take(), 'This is your copy now.');
  }

  /** `before` is what was in the editor; nothing is said where it can be had again. */
  function offerBack(before, sentence) {
    if (!programs.isWorthKeeping(before)) return;
    notice.say(sentence, ['Put my program back', () => programs.replace(before)]);
  }

  function leaveShared() {
    if (!shared) return;
    shared = undefined;
    leaveLink();
    onShared(false);
  }

  function leaveLink() {
    const url = new URL(location.href);
    url.searchParams.delete('s');
    url.hash = '';
    history.pushState({}, '', url);
  }
};
