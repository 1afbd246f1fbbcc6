// A plan: the tests of a program, how its output is compared, and when it stops. As the engine takes it, see API.

/** As many tests, and as long a name, as the engine takes. */
ide.MOST_TESTS = 1000;

ide.noTests = { tests: [], compare: 'trim', stop: 'never' };

/** A plan to be written in: what a submission or a link holds, with nothing left out. */
ide.planFrom = (plan) => {
  if (!plan) return ide.noTests;
  const { tests, compare = 'trim', stop = 'never' } = plan;
  return { tests: tests.map((test) => ({ name: '', input: '', expected: '', ...test })), compare, stop };
};

/** A plan to be sent; undefined where there is no test. A test without expected output passes when its program exits with 0. */
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

/** Whether the tests of both are the same, whatever they are called. */
ide.isSamePlan = (one, other) => {
  const [some, more] = [one, other].map((plan) => ide.planFrom(plan).tests);
  const isSame = (test, { input, expected }) => test.input === input && test.expected === expected;
  return some.length === more.length && some.every((test, index) => isSame(test, more[index]));
};

/** Whether a link or a store holds a plan: anybody can make one. */
ide.isPlan = (plan) =>
  Array.isArray(plan?.tests) &&
  plan.tests.length <= ide.MOST_TESTS &&
  plan.tests.every((test) => [test?.name ?? '', test?.input ?? '', test?.expected ?? ''].every(isText));

function isText(value) {
  return typeof value === 'string';
}
