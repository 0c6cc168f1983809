import { act, render, screen } from '@testing-library/react';

const { useTicking } =
  jest.requireActual<typeof import('./ticker')>('./ticker');

const seconds = (now: number) => `${Math.floor(now / 1_000)} s`;
const Clock = () => <p>{useTicking(seconds)}</p>;

describe('useTicking', () => {
  beforeEach(() => jest.useFakeTimers({ now: 0 }));
  afterEach(() => jest.useRealTimers());

  it('follows the time while it is shown, by one timer for all', () => {
    const { unmount } = render(
      <>
        <Clock />
        <Clock />
      </>,
    );
    expect(screen.getAllByText('0 s')).toHaveLength(2);
    act(() => jest.advanceTimersByTime(2_000));
    expect(screen.getAllByText('2 s')).toHaveLength(2);
    expect(jest.getTimerCount()).toBe(1);
    unmount();
    expect(jest.getTimerCount()).toBe(0);
  });
});
