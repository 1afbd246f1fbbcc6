// A line in the output where a person answers a program that asks: Enter sends, Ctrl+D ends the input, Ctrl+C stops.

/** After this many milliseconds the prompt is shown, and can be told. */
const PROMPT_MS = 150;
const AGAIN_MS = 1500;
/** Where nobody knows whether the system tells that a program waits, it can be answered after this time. */
const UNTOLD_MS = 3000;
/** Of the output before a question, so much is told to who cannot see it. */
const MOST_TOLD = 300;

/** `view` is what scrolls; `written` has the output; `onSend` is called when something is on its way to the program. */
ide.createTerminal = ({ parts, view, written, api, notice, onSend, onStop }) => {
  const { typing, answer, pending, 'end-input': end, asked } = parts;
  /** The run that can be answered: { id, n, queue, lines }; n is the number of the next message. */
  let dialogue;
  /** How much of the output was there at the last question. */
  let toldTo = 0;
  /** Whether the person does something else, so that the focus is not to be taken away. */
  let isBusy = false;
  let recalled = 0;
  let timer;
  listen();

  return { begin, ask, taken };

  /** A run begins, perhaps anew: with its id where it can be answered, and whether it is told when the program waits. */
  function begin(id, tellsWaiting) {
    dialogue = id && { id, n: 1, queue: [], lines: [] };
    [toldTo, recalled, isBusy] = [0, 0, false];
    pending.textContent = answer.value = '';
    show(false);
    clearTimeout(timer);
    if (dialogue && !tellsWaiting) timer = setTimeout(show, tellsWaiting === false ? 0 : UNTOLD_MS, true);
  }

  /** The program waits for the message with this number. False where this page cannot answer it. */
  function ask({ n }) {
    if (!dialogue) return false;
    dialogue.n = Math.max(dialogue.n, n - dialogue.queue.length);
    clearTimeout(timer);
    show(true);
    setTimeout(tell, PROMPT_MS);
    const { activeElement } = document;
    const isFree = activeElement === document.body || view.contains(activeElement) || !isBusy;
    if (isFree) answer.focus({ preventScroll: true });
    return true;
  }

  /** What the program has taken stands in the output now. */
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

  /** The last line is the field's name, and all that is new is told. */
  function tell() {
    if (typing.hidden) return;
    const text = written.textContent;
    answer.ariaLabel = text.slice(text.lastIndexOf('\n') + 1).trim() || 'Answer the program';
    asked.textContent = `${text.slice(toldTo).slice(-MOST_TOLD).trim()} Waiting for your input.`;
    toldTo = text.length;
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

  /** Whole lines are sent at once, and what follows the last of them stays in the field. */
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

  /** The arrow keys go through the lines that were sent. */
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

  /** As in a terminal: what stands in the line is sent without a line break, and an empty line ends the input. */
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

  /** One after the other, and each until it has arrived: a number that was used before is passed over, and told. */
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
    if (code !== 'already_finished') notice.say(message);
  }
};
