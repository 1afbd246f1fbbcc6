// A field in the output in which the user answers an interactive program: Enter sends, Ctrl+D ends the input, Ctrl+C
// stops.

/** The time until the prompt is painted, and can be announced. */
const PROMPT_MS = 150;
const AGAIN_MS = 1500;
/** When it is unknown whether the engine reports that a program waits, the field is shown after this time. */
const UNKNOWN_WAITING_MS = 3000;
/** The last characters of the output before a question, which screen readers announce. */
const MAX_ANNOUNCED_CHARS = 300;

/** `view` is the element that scrolls; `written` has the output; `onSend` is called when an answer is sent. */
ide.createTerminal = ({ parts, view, written, api, notice, onSend, onStop }) => {
  const { typing, answer, pending, 'end-input': end, asked } = parts;
  /** The run that can be answered: { id, n, queue, lines }; n is the number of the next message. */
  let dialogue;
  /** The length of the output at the last question. */
  let announcedTo = 0;
  /** Whether the user works elsewhere on the page; then the field does not take the focus. */
  let isBusy = false;
  let recalled = 0;
  let timer;
  listen();

  return { begin, ask, taken };

  /**
   * Called when a run begins, also when it begins anew. `id` is undefined when this page cannot answer the program.
   * `tellsWaiting`: whether the engine reports that a program waits; null or undefined when that is unknown.
   */
  function begin(id, tellsWaiting) {
    dialogue = id && { id, n: 1, queue: [], lines: [] };
    [announcedTo, recalled, isBusy] = [0, 0, false];
    pending.textContent = answer.value = '';
    show(false);
    clearTimeout(timer);
    if (dialogue && !tellsWaiting) timer = setTimeout(show, tellsWaiting === false ? 0 : UNKNOWN_WAITING_MS, true);
  }

  /** Shows the field, because the program waits for message `n`. Returns false when this page cannot answer. */
  function ask({ n }) {
    if (!dialogue) return false;
    dialogue.n = Math.max(dialogue.n, n - dialogue.queue.length);
    clearTimeout(timer);
    show(true);
    setTimeout(announce, PROMPT_MS);
    const { activeElement } = document;
    const isFree = activeElement === document.body || view.contains(activeElement) || !isBusy;
    if (isFree) answer.focus({ preventScroll: true });
    return true;
  }

  /** Removes text that the program has read from the pending text. The output shows it now. */
  function taken(text) {
    const waiting = pending.textContent;
    let length = Math.min(text.length, waiting.length);
    while (!text.endsWith(waiting.slice(0, length))) length--;
    pending.textContent = waiting.slice(length);
  }

  function show(isShown) {
    const hadFocus = typing.contains(document.activeElement);
    typing.hidden = !isShown;
    view.classList.toggle('asks', isShown);
    if (hadFocus && !isShown) view.focus({ preventScroll: true });
  }

  /** Makes the last line of the output the field's name, and announces the new output. */
  function announce() {
    if (typing.hidden) return;
    const text = written.textContent;
    answer.ariaLabel = text.slice(text.lastIndexOf('\n') + 1).trim() || 'Answer the program';
    asked.textContent = `${text.slice(announcedTo).slice(-MAX_ANNOUNCED_CHARS).trim()} Waiting for your input.`;
    announcedTo = text.length;
  }

  function listen() {
    answer.addEventListener('keydown', press);
    answer.addEventListener('paste', paste);
    end.addEventListener('click', () => {
      endInput();
      answer.focus();
    });
    view.addEventListener('click', ({ target }) => {
      const isText = target === view || written.contains(target);
      if (isText && getSelection().isCollapsed && !target.closest('a')) answer.focus({ preventScroll: true });
    });
    for (const what of ['keydown', 'pointerdown']) {
      addEventListener(what, ({ target }) => (isBusy = !view.contains(target)), { passive: true });
    }
  }

  function press(event) {
    if (event.isComposing) return;
    const { key } = event;
    const isControl = event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
    if (key === 'Enter' && !event.ctrlKey && !event.metaKey) act(event, () => send(`${take()}\n`));
    else if (isControl && key.toLowerCase() === 'd') act(event, endInput);
    else if (isControl && key.toLowerCase() === 'c' && isNothingSelected()) act(event, onStop);
    else if (key === 'ArrowUp' || key === 'ArrowDown') act(event, () => recall(key === 'ArrowUp' ? -1 : 1));
  }

  function act(event, action) {
    event.preventDefault();
    action();
  }

  function isNothingSelected() {
    return answer.selectionStart === answer.selectionEnd && getSelection().isCollapsed;
  }

  /** Sends whole pasted lines at once. The text after the last line break stays in the field. */
  function paste(event) {
    const lines = event.clipboardData.getData('text').replaceAll('\r\n', '\n').split('\n');
    if (lines.length === 1) return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = answer;
    lines[0] = value.slice(0, selectionStart) + lines[0];
    const rest = lines.pop();
    answer.value = rest + value.slice(selectionEnd);
    answer.setSelectionRange(rest.length, rest.length);
    send(lines.map((line) => `${line}\n`).join(''));
  }

  /** Shows a line that was sent earlier. */
  function recall(step) {
    if (!dialogue) return;
    recalled = Math.min(dialogue.lines.length, Math.max(0, recalled + step));
    answer.value = dialogue.lines[recalled] ?? '';
  }

  function take() {
    const line = answer.value;
    answer.value = '';
    if (line && dialogue) dialogue.lines.push(line);
    recalled = dialogue?.lines.length ?? 0;
    return line;
  }

  /** As in a terminal: sends the text of the line without a line break, or ends the input when the line is empty. */
  function endInput() {
    const text = take();
    send(text, text === '');
  }

  function send(text, isEnd = false) {
    if (!dialogue) return;
    pending.textContent += text;
    dialogue.queue.push(isEnd ? { end: true } : { text });
    if (isEnd) {
      clearTimeout(timer);
      show(false);
    }
    onSend();
    if (dialogue.queue.length === 1) void sendAll(dialogue);
  }

  /**
   * Sends the queued messages one by one, each until the engine has it. The engine answers with the number it expects
   * next.
   */
  async function sendAll(its) {
    while (its === dialogue && its.queue.length > 0) {
      try {
        const { next_n: next } = await api.answer(its.id, { ...its.queue[0], n: its.n });
        if (next === its.n + 1) its.queue.shift();
        its.n = next;
      } catch (error) {
        if (its === dialogue && !(await canTryAgain(error))) giveUp(its, error);
      }
    }
  }

  async function canTryAgain({ status, retryAfterS }) {
    if (![0, 429, 502, 503, 504].includes(status)) return false;
    await new Promise((resolve) => setTimeout(resolve, retryAfterS ? retryAfterS * 1000 : AGAIN_MS));
    return true;
  }

  function giveUp(its, { code, message }) {
    its.queue = [];
    pending.textContent = '';
    if (code !== 'already_finished') notice.show(message);
  }
};
