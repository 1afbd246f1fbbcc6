// Elements, and rows of tabs.

/** A new element with these properties and children. Text stays text: nothing here can become HTML. */
ide.element = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

/** The arrow keys, Home and End move in a row of tabs, and `onChoose(tab)` is called for the one that is gone to or clicked. */
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

/** The one of a row of tabs that is chosen; Tab leads to no other. */
ide.choose = (tabs, chosen) => {
  for (const tab of tabs) {
    tab.setAttribute('aria-selected', String(tab === chosen));
    tab.tabIndex = tab === chosen ? 0 : -1;
  }
};
