import { FieldConflictError, ImmutableFieldError } from './errors/mapErrors';

/** The module as another dynamic plugin has it. */
function copyOf<T>(load: () => T): T {
  let copy: T | undefined;
  jest.isolateModules(() => {
    copy = load();
  });
  return copy!;
}

const errors = copyOf(
  () =>
    jest.requireActual('./errors/mapErrors') as {
      FieldConflictError: typeof FieldConflictError;
      ImmutableFieldError: typeof ImmutableFieldError;
    },
);

describe('errors of another copy', () => {
  it('are told apart as those of this one', () => {
    expect(errors.FieldConflictError).not.toBe(FieldConflictError);
    const conflict = new errors.FieldConflictError('of others', []);
    const immutable = new errors.ImmutableFieldError('stays', ['spec']);

    expect(conflict instanceof FieldConflictError).toBe(true);
    expect(conflict instanceof ImmutableFieldError).toBe(false);
    expect(immutable instanceof ImmutableFieldError).toBe(true);
    expect(immutable instanceof FieldConflictError).toBe(false);
    expect(new Error('other') instanceof FieldConflictError).toBe(false);
  });
});

describe('acrossCopies', () => {
  it('makes a value once, for all copies', () => {
    const { acrossCopies } =
      jest.requireActual<typeof import('./copies')>('./copies');
    const other = copyOf(() =>
      jest.requireActual<typeof import('./copies')>('./copies'),
    );
    expect(other.acrossCopies).not.toBe(acrossCopies);

    const first = acrossCopies('test/1', () => ({}));
    expect(other.acrossCopies('test/1', () => ({}))).toBe(first);
    expect(other.acrossCopies('test/2', () => ({}))).not.toBe(first);
  });
});
