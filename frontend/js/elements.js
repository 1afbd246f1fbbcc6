// New elements, and rows of tabs.

/** A new element with these properties and children. Text is never read as HTML. */
ide.element = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

/**
 * Arrow keys, Home and End move the focus in a row of tabs. `onChoose(tab)` is called for a tab that is focused so, or
 * clicked.
 */
ide.rove = (list, onChoose) => {
  list.addEventListener('click', ({ target }) => {
    const tab = target.closest('[role=tab]');
    if (tab) onChoose(tab);
  });
  list.addEventListener('keydown', (event) => {
    const tabs = [...list.querySelectorAll('[role=tab]')];
    const at = tabs.indexOf(event.target);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    onChoose(tab);
    tab.focus();
  });
};

/** Marks one tab of a row as selected. The Tab key stops at this one only (roving tabindex). */
ide.selectTab = (tabs, chosen) => {
  for (const tab of tabs) {
    tab.setAttribute('aria-selected', String(tab === chosen));
    tab.tabIndex = tab === chosen ? 0 : -1;
  }
};
