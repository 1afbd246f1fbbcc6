// The output's end stays in view until one scrolls up, and again from the moment one is at the end.

/** `button` is shown while there is more below that came after one had scrolled up. */
ide.createAutoscroll = ({ view, button }) => {
  let isFollowing = true;
  let scrolledTo = 0;
  view.addEventListener('scroll', notice, { passive: true });
  button.addEventListener('click', () => {
    toEnd();
    view.focus();
  });

  return { toEnd, more: () => (isFollowing ? toEnd() : (button.hidden = false)) };

  function notice() {
    const isAtEnd = view.scrollTop + view.clientHeight >= view.scrollHeight - 8;
    if (isAtEnd) isFollowing = button.hidden = true;
    else if (view.scrollTop < scrolledTo - 1) isFollowing = false;
    scrolledTo = view.scrollTop;
  }

  function toEnd() {
    view.scrollTop = view.scrollHeight;
    scrolledTo = view.scrollTop;
    isFollowing = button.hidden = true;
  }
};
