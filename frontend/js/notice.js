// A sentence over the page, with at most one thing to do about it. It stays until it is closed, replaced or out of date.

ide.createNotice = ({ notice: box, 'notice-text': text, 'notice-action': action, 'notice-close': close }) => {
  let act;
  let about;
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
    },
    /** Takes the sentence away if it is still the one about this trouble. */
    done: (what) => about === what && hide(),
  };

  function hide() {
    box.hidden = true;
    text.textContent = '';
    [act, about] = [undefined, undefined];
  }
};
