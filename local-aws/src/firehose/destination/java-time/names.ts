/** The words that patterns of java.time print in the locale en-US. */
import type { Moment } from './moment.js';

export type TextStyle = 'long' | 'narrow' | 'short';

export function eraName(moment: Moment, style: TextStyle): string {
  return word(moment, 'era', { era: style });
}

export function monthName(moment: Moment, style: TextStyle): string {
  return word(moment, 'month', { month: style });
}

export function weekdayName(moment: Moment, style: TextStyle): string {
  return word(moment, 'weekday', { weekday: style });
}

/** Not in Intl. */
export function quarterName(moment: Moment, style: TextStyle): string {
  const quarter = Math.floor(moment.local.getUTCMonth() / 3);
  if (style === 'narrow') return String(quarter + 1);
  return style === 'short' ? `Q${quarter + 1}` : `${['1st', '2nd', '3rd', '4th'][quarter]} quarter`;
}

/** Such as `in the morning`. Intl has these words too, but not noon and midnight to the minute as Java does. */
export function dayPeriod(moment: Moment, style: TextStyle): string {
  const minutes = Math.floor(moment.milliOfDay / 60_000);
  if (minutes === 0) return style === 'narrow' ? 'mi' : 'midnight';
  if (minutes === 12 * 60) return style === 'narrow' ? 'n' : 'noon';
  const hour = Math.floor(minutes / 60);
  if (hour < 6 || hour >= 21) return 'at night';
  if (hour < 12) return 'in the morning';
  return hour < 18 ? 'in the afternoon' : 'in the evening';
}

function word(
  moment: Moment,
  type: Intl.DateTimeFormatPartTypes,
  options: Intl.DateTimeFormatOptions,
): string {
  const format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
  return format.formatToParts(moment.local).find((part) => part.type === type)?.value ?? '';
}
