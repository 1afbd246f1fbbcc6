// The list of examples for the language that is chosen.

/** `onOpen({ language, code, input, plan }, name)` is called for the one that was chosen. */
ide.createExamples = ({ examples: sheet, 'example-list': list, onOpen }) => {
  return {
    show: (language) => list.replaceChildren(...ide.examplesOf(language).map((one) => row(language, one))),
  };

  function row(language, { name, about, code, input }) {
    const item = document.createElement('li');
    item.append(
      ide.choice(name, about, () => {
        sheet.hidePopover();
        onOpen({ language, code, input, plan: ide.noTests }, `“${name}”`);
      }),
    );
    return item;
  }
};

ide.examplesOf = (language) => ide.languageOf(language).examples ?? [];
