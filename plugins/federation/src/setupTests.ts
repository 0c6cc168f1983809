import '@testing-library/jest-dom';

/** What Material UI 4, JSS and React Router say in every test, and nobody here can mend; with them a warning of ours would not be seen. */
const OF_LIBRARIES =
  /findDOMNode is deprecated|\[JSS\] processedRuleToParse|React Router Future Flag Warning/;

/* eslint-disable no-console */
for (const level of ['warn', 'error'] as const) {
  const say = console[level];
  console[level] = (...words: unknown[]) => {
    if (!OF_LIBRARIES.test(words.join(' '))) say(...words);
  };
}

// The clock stands still: a tick in the middle of a test would be an update that the test did not ask for.
jest.mock('./hooks/ticker', () => ({
  useTicking: (format: (now: number) => string) => format(Date.now()),
}));

// A button's ripple ends half a second after a click: also an update that no test asked for.
jest.mock('@material-ui/core/ButtonBase/TouchRipple', () => {
  const { forwardRef, useImperativeHandle } =
    jest.requireActual<typeof import('react')>('react');
  const still = { start() {}, stop() {}, pulsate() {} };
  return {
    __esModule: true,
    default: forwardRef((_, ref) => {
      useImperativeHandle(ref, () => still);
      return null;
    }),
  };
});
