// Opens what the editor shows: this tab's last run after a reload, a run of the list, a shared link, an example, a
// file.

/** `onShared(true)` is called when a shared link is shown, and `onShared(false)` when it is shown no more. */
ide.createOpening = ({ api, run, runs, programs, notice, onShared }) => {
  /** Set while a shared link is shown; `id` is its run, if it has one. This browser stores nothing of a shared link. */
  let shared;
  /** The id of the run that this tab showed before it was reloaded. */
  const last = ide.tab.get('run');
  addEventListener('popstate', () => location.reload());

  return { atStart, again, program, keepShared, offerBack, leaveShared, isShared: () => shared !== undefined };

  /** Shows the link's run or program; without a link, the run that this tab showed last, finished or not. */
  async function atStart() {
    const [, packed] = /^#p=(.*)$/.exec(location.hash) ?? [];
    if (packed) return showSharedProgram(packed);
    const wanted = new URLSearchParams(location.search).get('s');
    if (wanted) return showSharedRun(wanted);
    const record = last && (await api.record(last).catch(unlessGone));
    if (record && !run.hasRun()) run.show(record);
  }

  function unlessGone(error) {
    if (!error.isGone) throw error;
  }

  async function showSharedRun(id) {
    try {
      const record = await api.record(id);
      showShared(record, { id });
      run.show(record);
    } catch (error) {
      if (!error.isGone) return notice.show(error.message, ['Try again', () => showSharedRun(id)]);
      notice.show('This run is not kept any more, or the link is not complete.', ['Write a program', leaveLink]);
    }
  }

  async function showSharedProgram(packed) {
    try {
      showShared(await ide.unpackProgram(packed), {});
    } catch {
      notice.show('The link is not complete: the program in it cannot be read.', ['Write a program', leaveLink]);
    }
  }

  function showShared(what, how) {
    shared = how;
    programs.showShared(what);
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
      if (!error.isGone) return notice.show(error.message, ['Try again', () => again(id)]);
      runs.forget(id);
      notice.show('This run is not kept any more; it is gone from the list.');
    }
  }

  /**
   * Puts a program into the editor, and offers to put the previous one back. Keeps the input and the tests when the new
   * program has none.
   */
  function program({ language, code, input, plan }, name) {
    leaveShared();
    offerBack(programs.replace({ language, code, input, plan }), `${name} is open.`);
  }

  /** Makes the shared program the user's own: called at the first change, and when the program is run. */
  function keepShared() {
    if (!shared) return;
    if (shared.id) ide.tab.set('run', shared.id);
    leaveShared();
    offerBack(programs.keepShared(), 'This is your copy now.');
  }

  /** Offers to put `before`, the previous program, back into the editor, unless it is found elsewhere on the page. */
  function offerBack(before, sentence) {
    if (!programs.isWorthKeeping(before)) return;
    notice.show(sentence, ['Put my program back', () => programs.replace(before)]);
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
