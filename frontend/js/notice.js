// A message over the page, with at most one action.

/** A message without an action is hidden after this time, unless the pointer or the focus is on the message. */
const GOES_AFTER_MS = 6000;

ide.createNotice = ({ notice: box, 'notice-text': text, 'notice-action': action, 'notice-close': close }) => {
  let act;
  let about;
  let timer;
  action.addEventListener('click', () => {
    const chosen = act;
    hide();
    chosen();
  });
  close.addEventListener('click', hide);

  return {
    /**
     * `todo` is [label, function]. `what` names a condition that may end: then the message stays until `done(what)`.
     */
    show(sentence, todo, what) {
      [act, about] = [todo?.[1], what];
      if (text.textContent !== sentence) text.textContent = sentence;
      action.hidden = !todo;
      action.textContent = todo?.[0] ?? '';
      box.hidden = false;
      clearTimeout(timer);
      if (!todo && !what) timer = setTimeout(hideUnlessRead, GOES_AFTER_MS);
    },
    /** Hides the message if it is about this condition; without a name, if it is about none. */
    done: (what) => about === what && hide(),
  };

  function hideUnlessRead() {
    if (box.matches(':hover, :focus-within')) timer = setTimeout(hideUnlessRead, GOES_AFTER_MS);
    else hide();
  }

  function hide() {
    clearTimeout(timer);
    box.hidden = true;
    text.textContent = '';
    [act, about] = [undefined, undefined];
  }
};
