// A sentence over the page, with at most one thing to do about it.

/** A sentence with nothing to do about it goes after this time, unless the pointer or the focus is on it. */
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
    /** `todo` is [label, function]; `what` names a trouble that can be over, see `done`. */
    say(sentence, todo, what) {
      [act, about] = [todo?.[1], what];
      if (text.textContent !== sentence) text.textContent = sentence;
      action.hidden = !todo;
      action.textContent = todo?.[0] ?? '';
      box.hidden = false;
      clearTimeout(timer);
      if (!todo && !what) timer = setTimeout(hideUnlessRead, GOES_AFTER_MS);
    },
    /** Takes the sentence away if it is still the one about this trouble; without a name, if it is about none. */
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
