// Links: to a run, which the engine keeps, and to a program, which the link itself holds after its #, compressed.

/** Browsers and chats carry links of this length; some chats cut longer ones. */
const MOST_LINK_CHARS = 8000;
/** Room for the largest program with its largest input, as JSON: a link can be made by anybody. */
const MOST_JSON_CHARS = 6 * (256 + 1024) * 1024;

/** `now()` is the program in the editor; `shownRun()` is what run.js said last; both links lead to `base`. */
ide.createShare = ({ base, now, shownRun, notice, ...parts }) => {
  const { share: sheet, 'share-choices': choices, 'share-by-hand': byHand, 'share-link': field } = parts;
  sheet.addEventListener('toggle', ({ newState }) => newState === 'open' && void showChoices());

  async function showChoices() {
    byHand.hidden = true;
    const program = now();
    const link = `${base}/#p=${await ide.packProgram(program)}`;
    const rows = [programRow(link, program)];
    const { id, program: ran } = shownRun();
    if (id) rows.push(row('The last run, with its output', aboutRun(ran), () => give(`${base}/?s=${id}`, 'run')));
    choices.replaceChildren(...rows);
  }

  function programRow(link, { plan }) {
    const fits = link.length <= MOST_LINK_CHARS;
    const about = fits
      ? `What is in the editor${plan ? ', in Input and in Tests' : ' and in Input'} now. The link holds it, and whoever has the link may read it.`
      : 'It is too long for a link. Run it and share the run, or save it as a file.';
    const item = row('The program', about, () => give(link, 'program'));
    item.firstChild.disabled = !fits;
    return item;
  }

  function aboutRun(program) {
    const current = now();
    const isOld =
      ['language', 'code'].some((part) => program[part] !== current[part]) ||
      (program.plan ? !ide.isSamePlan(program.plan, current.plan) : program.input !== current.input);
    const old = isOld ? ' The link shows the program as it last ran.' : '';
    return `Whoever has the link may read the code and the ${program.plan ? 'tests' : 'input'} of this run.${old}`;
  }

  function row(...choice) {
    const item = document.createElement('li');
    item.append(ide.choice(...choice));
    return item;
  }

  async function give(link, what) {
    if (await ide.copy(link)) {
      sheet.hidePopover();
      return notice.say(`Copied the link to the ${what}.`);
    }
    byHand.hidden = false;
    field.value = link;
    field.select();
  }
};

/** A program as text for a link. */
ide.packProgram = async ({ language, code, input, plan }) => {
  const json = new Blob([JSON.stringify({ language, code, input, plan })]).stream();
  const packed = new Response(json.pipeThrough(new CompressionStream('deflate-raw')));
  const bytes = Array.from(new Uint8Array(await packed.arrayBuffer()), (byte) => String.fromCharCode(byte));
  return btoa(bytes.join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};

/** The program that a link holds; rejects where it is not whole. */
ide.unpackProgram = async (packed) => {
  const bytes = Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
  const json = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const { language, code, input, plan } = JSON.parse(await readText(json));
  const isWhole = [language, code, input].every((part) => typeof part === 'string');
  if (!isWhole || !ide.languages.has(language) || (plan && !ide.isPlan(plan)))
    throw new Error('This is not a program.');
  return { language, code, input, plan };
};

/** Little text can unpack to very much: no more is read than a program can be. */
async function readText(stream) {
  let text = '';
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += value;
    if (text.length <= MOST_JSON_CHARS) continue;
    await reader.cancel();
    throw new Error('This is more than a program.');
  }
}
