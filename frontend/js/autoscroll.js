// The output's end stays in view until a person scrolls up, and again from the moment that person is at the end.

const UP = new Set(['ArrowUp', 'PageUp', 'Home']);
const DOWN = new Set(['ArrowDown', 'PageDown', 'End']);
/** From the end by so few pixels is at the end: browsers round sizes. */
const NEAR_PX = 8;
/** Browsers move smoothly: what a key or the wheel has begun goes on for some 0.3 s, longer where frames are slow. */
const SETTLES_MS = 3000;

/**
 * `button` is shown while there is more below that came after a person had scrolled up. `contents` grow inside `view`.
 * While `isOff()` nothing moves by itself.
 */
ide.createAutoscroll = ({ view, contents, button, isOff }) => {
  let isFollowing = true;
  /** Where the person is going: only wheel, touch, keys and a held pointer (scrollbar, selection) tell. */
  let heading = 'down';
  let movedAt = -Infinity;
  let isHeld = false;
  let touchY = 0;
  let scrolledTo = 0;
  listen();
  /** A change of layout never ends the following: sizes change when lines come, and when the browser lays them out. */
  const sizes = new ResizeObserver(() => isFollowing && !isOff() && toEnd());
  for (const element of [view, ...contents]) sizes.observe(element);

  return { toEnd, more };

  function more() {
    if (isOff()) return;
    if (isFollowing) toEnd();
    else button.hidden = false;
  }

  function listen() {
    const quiet = { passive: true };
    view.addEventListener('wheel', (event) => event.ctrlKey || head(event.deltaY), quiet);
    view.addEventListener('touchstart', ({ touches }) => (touchY = touches[0].clientY), quiet);
    view.addEventListener('touchmove', ({ touches }) => head(touchY - (touchY = touches[0].clientY)), quiet);
    view.addEventListener('keydown', (event) => {
      const { key, shiftKey, target } = event;
      if (key === 'End' && !shiftKey && target === view) return goToEnd(event);
      if (UP.has(key) || (key === ' ' && shiftKey)) head(-1);
      else if (DOWN.has(key) || key === ' ') head(1);
    });
    view.addEventListener('pointerdown', ({ pointerType }) => (isHeld = pointerType !== 'touch'));
    for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => (isHeld = false));
    view.addEventListener('scroll', notice, quiet);
    button.addEventListener('click', () => {
      toEnd();
      view.focus();
    });
  }

  /** At once: an end that more output has moved away would never be reached. */
  function goToEnd(event) {
    event.preventDefault();
    toEnd();
  }

  /** The person goes up (less than 0) or down. */
  function head(direction) {
    if (direction === 0 || view.scrollHeight <= view.clientHeight) return;
    movedAt = performance.now();
    heading = direction < 0 ? 'up' : 'down';
    if (heading === 'up') isFollowing = false;
  }

  function notice() {
    if (isHeld) head(view.scrollTop - scrolledTo);
    scrolledTo = view.scrollTop;
    const isAtEnd = view.scrollTop + view.clientHeight >= view.scrollHeight - NEAR_PX;
    if (isAtEnd && heading === 'down') isFollowing = button.hidden = true;
    else if (isFollowing && !isOff() && performance.now() - movedAt < SETTLES_MS) toEnd();
  }

  function toEnd() {
    view.scrollTop = view.scrollHeight;
    scrolledTo = view.scrollTop;
    heading = 'down';
    isFollowing = button.hidden = true;
  }
};
