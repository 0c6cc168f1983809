import '@testing-library/jest-dom';

// Said of each button of Material UI 4, here of Backstage's page to sign in; nobody here can mend it.
// eslint-disable-next-line no-console
const say = console.error;
// eslint-disable-next-line no-console
console.error = (...words: unknown[]) => {
  if (!/findDOMNode is deprecated/.test(words.join(' '))) say(...words);
};
