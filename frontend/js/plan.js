// A plan: the tests of a program, how their output is compared, and when to stop: the fields `tests`, `compare` and
// `stop` of POST /submit.

/** The engine's limit (src/domain/limits.ts). */
ide.MAX_TESTS = 1000;

ide.noTests = { tests: [], compare: 'trim', stop: 'never' };

/** The plan of a submission or a link with all its fields, for the editor of tests. */
ide.planFrom = (plan) => {
  if (!plan) return ide.noTests;
  const { tests, compare = 'trim', stop = 'never' } = plan;
  return { tests: tests.map((test) => ({ name: '', input: '', expected: '', ...test })), compare, stop };
};

/**
 * The plan as the engine takes it; undefined without tests. A test without expected output passes when the program
 * exits with 0.
 */
ide.planToSend = ({ tests, compare, stop }) => {
  if (tests.length === 0) return undefined;
  return { tests: tests.map(testToSend), compare, stop };
};

function testToSend({ name, input, expected, args = [], limits = {} }) {
  return {
    ...(name && { name }),
    input,
    ...(expected && { expected }),
    ...(args.length > 0 && { args }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
}

/** Whether both plans have the same tests, apart from the names. */
ide.isSamePlan = (one, other) => {
  const [some, more] = [one, other].map((plan) => ide.planFrom(plan).tests);
  const isSame = (test, { input, expected }) => test.input === input && test.expected === expected;
  return some.length === more.length && some.every((test, index) => isSame(test, more[index]));
};

/** Whether a value is a plan. Anybody can make a link with any value in it. */
ide.isPlan = (plan) =>
  Array.isArray(plan?.tests) &&
  plan.tests.length <= ide.MAX_TESTS &&
  plan.tests.every((test) => [test?.name ?? '', test?.input ?? '', test?.expected ?? ''].every(isText));

function isText(value) {
  return typeof value === 'string';
}
