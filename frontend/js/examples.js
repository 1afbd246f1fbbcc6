// The list of examples for the selected language.

/** `onOpen({ language, code, input, plan }, name)` is called for the example that the user chooses. */
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
