/** Backstage's test backend makes its mocks by Jest's function, and there is no Jest here. Comes before it is loaded. */
function fn(implementation: (...args: any[]) => unknown = () => undefined) {
  let current = implementation;
  const mock: any = (...args: any[]) => current(...args);
  return Object.assign(mock, {
    mockImplementation(other: typeof implementation) {
      current = other;
      return mock;
    },
    mockResolvedValue: (value: unknown) =>
      mock.mockImplementation(async () => value),
  });
}

Object.assign(globalThis, { jest: { fn } });
