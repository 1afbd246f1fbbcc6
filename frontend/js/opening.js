// What is opened: a run that was reloaded, one of this browser's, a shared one, an example, a file.

/** `onShared(true)` when a shared run is looked at, which is read-only; `onShared(false)` when no more. */
ide.createOpening = ({ api, run, runs, programs, notice, onShared }) => {
  /** The record of the shared run that is looked at. */
  let shared;
  /** What this tab has shown before it was reloaded. */
  const last = ide.tab.get('run');
  addEventListener('popstate', () => location.reload());

  return { atStart, again, program, editCopy, isShared: () => shared !== undefined, link };

  /** A shared link shows its run; otherwise the run that this tab has shown last is shown again, under way or not. */
  async function atStart() {
    const wanted = new URLSearchParams(location.search).get('s');
    if (wanted) return look(wanted);
    const record = last && (await api.record(last).catch(unlessGone));
    if (record && !run.hasRun()) run.show(record);
  }

  function unlessGone(error) {
    if (error.status !== 404) throw error;
  }

  async function look(id) {
    try {
      shared = await api.record(id);
    } catch (error) {
      if (error.status !== 404) return notice.say(error.message, ['Try again', () => look(id)]);
      return notice.say('This run is not kept any more, or the link is not complete.', ['Write a program', leaveLink]);
    }
    programs.look(shared);
    onShared(true);
    run.show(shared);
  }

  /** Opens one of this browser's runs: its code, input and output. */
  async function again(id) {
    try {
      const record = await api.record(id);
      leaveShared();
      program(record, 'The run');
      ide.tab.set('run', id);
      run.show(record);
    } catch (error) {
      if (error.status !== 404) return notice.say(error.message, ['Try again', () => again(id)]);
      runs.forget(id);
      notice.say('This run is not kept any more; it is gone from the list.');
    }
  }

  /** Puts a program into the editor; the one that was there can be put back. */
  function program({ language, code, input }, name) {
    leaveShared();
    const before = programs.replace({ language, code, input });
    if (!programs.isWorthKeeping(before)) return;
    notice.say(`${name} is open.`, ['Put my program back', () => programs.replace(before)]);
  }

  function editCopy() {
    const record = shared;
    leaveShared();
    program(record, 'The copy');
    ide.tab.set('run', record.submission_id);
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
    history.pushState({}, '', url);
  }

  function link(id) {
    const base = api.base || location.origin;
    return `${base}/?s=${id}`;
  }
};
