// Keeps the end of the output in view until the user scrolls up, and again when the user has scrolled to the end.

const UP = new Set(['ArrowUp', 'PageUp', 'Home']);
const DOWN = new Set(['ArrowDown', 'PageDown', 'End']);
/** A view this near to its end is at its end, because browsers round sizes. */
const NEAR_PX = 8;
/**
 * A smooth scroll that a key or the wheel began has ended by then. It takes some 0.3 s, and longer when frames are
 * slow.
 */
const SETTLES_MS = 3000;

/**
 * `contents` are the elements that grow inside `view`. `button` is shown when output was added below after the user had
 * scrolled up. While `isOff()` is true, only the user scrolls.
 */
ide.createAutoscroll = ({ view, contents, button, isOff }) => {
  let isFollowing = true;
  /**
   * The direction in which the user scrolled last, with the wheel, touch, keys, or a held pointer (scrollbar,
   * selection).
   */
  let direction = 'down';
  let movedAt = -Infinity;
  let isHeld = false;
  let touchY = 0;
  let scrolledTo = 0;
  listen();
  /** Sizes change when lines are added and when the browser lays them out. Neither ends the following. */
  const sizes = new ResizeObserver(() => isFollowing && !isOff() && toEnd());
  for (const element of [view, ...contents]) sizes.observe(element);

  return { toEnd, more };

  function more() {
    if (isOff()) return;
    if (isFollowing) toEnd();
    else button.hidden = false;
  }

  function listen() {
    const passive = { passive: true };
    view.addEventListener('wheel', (event) => event.ctrlKey || turn(event.deltaY), passive);
    view.addEventListener('touchstart', ({ touches }) => (touchY = touches[0].clientY), passive);
    view.addEventListener('touchmove', ({ touches }) => turn(touchY - (touchY = touches[0].clientY)), passive);
    view.addEventListener('keydown', (event) => {
      const { key, shiftKey, target } = event;
      if (key === 'End' && !shiftKey && target === view) return goToEnd(event);
      if (UP.has(key) || (key === ' ' && shiftKey)) turn(-1);
      else if (DOWN.has(key) || key === ' ') turn(1);
    });
    view.addEventListener('pointerdown', ({ pointerType }) => (isHeld = pointerType !== 'touch'));
    for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => (isHeld = false));
    view.addEventListener('scroll', onScroll, passive);
    button.addEventListener('click', () => {
      toEnd();
      view.focus();
    });
  }

  /** Without a smooth scroll, which would never reach an end that more output moves. */
  function goToEnd(event) {
    event.preventDefault();
    toEnd();
  }

  /** The user scrolls up (`delta` is less than 0) or down. */
  function turn(delta) {
    if (delta === 0 || view.scrollHeight <= view.clientHeight) return;
    movedAt = performance.now();
    direction = delta < 0 ? 'up' : 'down';
    if (direction === 'up') isFollowing = false;
  }

  function onScroll() {
    if (isHeld) turn(view.scrollTop - scrolledTo);
    scrolledTo = view.scrollTop;
    const isAtEnd = view.scrollTop + view.clientHeight >= view.scrollHeight - NEAR_PX;
    if (isAtEnd && direction === 'down') isFollowing = button.hidden = true;
    else if (isFollowing && !isOff() && performance.now() - movedAt < SETTLES_MS) toEnd();
  }

  function toEnd() {
    view.scrollTop = view.scrollHeight;
    scrolledTo = view.scrollTop;
    direction = 'down';
    isFollowing = button.hidden = true;
  }
};
