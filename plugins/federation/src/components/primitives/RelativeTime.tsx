import { useCallback } from 'react';
import { Translate, useT } from '../../hooks/useT';
import { useTicking } from '../../hooks/ticker';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function spell(
  seconds: number,
  keys: { s: string; min: string; h: string; d: string },
  t: (key: string, value: number) => string,
): string {
  if (seconds < MINUTE) return t(keys.s, seconds);
  if (seconds < HOUR) return t(keys.min, Math.floor(seconds / MINUTE));
  if (seconds < 2 * DAY) return t(keys.h, Math.floor(seconds / HOUR));
  return t(keys.d, Math.floor(seconds / DAY));
}

/** "8 s ago". */
export function formatAgo(t: Translate, at: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - at) / 1000));
  if (seconds < 2) {
    return t('time.now');
  }
  return spell(
    seconds,
    {
      s: 'time.secondsAgo',
      min: 'time.minutesAgo',
      h: 'time.hoursAgo',
      d: 'time.daysAgo',
    },
    (key, value) => t(key as 'time.secondsAgo', { value: String(value) }),
  );
}

/** "51 min". */
export function formatAge(t: Translate, at: number, now: number): string {
  return spell(
    Math.max(0, Math.floor((now - at) / 1000)),
    {
      s: 'time.seconds',
      min: 'time.minutes',
      h: 'time.hours',
      d: 'time.days',
    },
    (key, value) => t(key as 'time.seconds', { value: String(value) }),
  );
}

/** "13:05", with the date when it is not today. */
export function formatClock(at: number, now: number): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(undefined, {
    ...(sameDay ? {} : { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}

/**
 * A time that ticks by itself, so that a table need not render again for it.
 *
 * @param props - `as`: `ago` "8 s ago", `age` "51 min", `clock` "13:05"; `absent` is shown when there is no time
 */
export function RelativeTime(props: {
  at?: string;
  as?: 'ago' | 'age' | 'clock';
  absent?: string;
}) {
  const { at, as = 'ago', absent } = props;
  const t = useT();
  const time = at ? Date.parse(at) : NaN;
  const format = useCallback(
    (now: number) => {
      if (Number.isNaN(time)) return absent ?? t('time.unknown');
      if (as === 'clock') return formatClock(time, now);
      return as === 'age' ? formatAge(t, time, now) : formatAgo(t, time, now);
    },
    [time, as, absent, t],
  );
  const text = useTicking(format);
  if (Number.isNaN(time)) {
    return <span>{text}</span>;
  }
  return (
    <time
      dateTime={new Date(time).toISOString()}
      title={new Date(time).toLocaleString()}
    >
      {text}
    </time>
  );
}
