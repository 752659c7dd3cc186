/** What each pattern letter of java.time prints (Java documentation, DateTimeFormatter). */
import { type Moment, momentOf } from './moment.js';
import { dayPeriod, eraName, monthName, quarterName, type TextStyle, weekdayName } from './names.js';
import { genericZoneName, gmtOffset, isoOffset, longZoneName, shortZoneName } from './zones.js';

export type Printer = (moment: Moment) => string;

/** What a letter prints when it stands there so often. None if Java refuses that number. */
type Letter = (count: number) => Printer | undefined;

type Field = (moment: Moment) => number;
type Name = (moment: Moment, style: TextStyle) => string;

/** The greatest width that Java gives to a number. */
const WIDEST = 19;
/** The days from the epoch of the modified Julian day, 1858-11-17, to 1970-01-01. */
const MODIFIED_JULIAN_EPOCH = 40_587;

const year: Field = ({ local }) => local.getUTCFullYear();
const month: Field = ({ local }) => local.getUTCMonth() + 1;
const quarter: Field = (moment) => Math.floor((month(moment) - 1) / 3) + 1;
const dayOfMonth: Field = ({ local }) => local.getUTCDate();
/** From Sunday, which is 1: the first day of the week in the US. */
const dayOfWeek: Field = ({ local }) => local.getUTCDay() + 1;
const hour: Field = ({ local }) => local.getUTCHours();
const millisecond: Field = ({ local }) => local.getUTCMilliseconds();

/** A week belongs to the year of its Saturday, since week 1 is, in the US, the one with January 1. */
const daysToSaturday: Field = (moment) => 7 - dayOfWeek(moment);
const saturday = (moment: Moment) =>
  momentOf(moment.local.getTime() + daysToSaturday(moment) * 24 * 3_600_000, 'UTC');

export const LETTERS: ReadonlyMap<string, Letter> = new Map<string, Letter>([
  ['G', text(eraName)],
  ['u', yearDigits(year)],
  ['y', yearDigits((moment) => (year(moment) > 0 ? year(moment) : 1 - year(moment)))],
  ['Y', yearDigits((moment) => year(saturday(moment)), Number.POSITIVE_INFINITY)],
  ['D', digits(({ dayOfYear }) => dayOfYear, 3)],
  ['M', digitsOrText(month, monthName)],
  ['L', digitsOrText(month, monthName)],
  ['Q', digitsOrText(quarter, quarterName)],
  ['q', digitsOrText(quarter, quarterName)],
  ['d', digits(dayOfMonth, 2)],
  ['w', digits((moment) => Math.ceil(saturday(moment).dayOfYear / 7), 2)],
  ['W', digits((moment) => Math.ceil((dayOfMonth(moment) + daysToSaturday(moment)) / 7), 1)],
  ['g', digits(({ epochDay }) => epochDay + MODIFIED_JULIAN_EPOCH, WIDEST)],
  // Since JDK 19 it is the week, of seven days from the first on; in JDK 17 the day of that week.
  ['F', digits((moment) => ((dayOfMonth(moment) - 1) % 7) + 1, 1)],
  ['E', text(weekdayName)],
  ['e', digitsOrText(dayOfWeek, weekdayName)],
  ['c', (count) => (count === 2 ? undefined : digitsOrText(dayOfWeek, weekdayName)(count))],
  ['a', only([1], () => (moment) => (hour(moment) < 12 ? 'AM' : 'PM'))],
  ['B', only([1, 4, 5], (count) => (moment) => dayPeriod(moment, styleOf(count)))],
  ['H', digits(hour, 2)],
  ['k', digits((moment) => hour(moment) || 24, 2)],
  ['K', digits((moment) => hour(moment) % 12, 2)],
  ['h', digits((moment) => hour(moment) % 12 || 12, 2)],
  ['m', digits(({ local }) => local.getUTCMinutes(), 2)],
  ['s', digits(({ local }) => local.getUTCSeconds(), 2)],
  ['S', only([1, 2, 3, 4, 5, 6, 7, 8, 9], (count) => (moment) => fraction(moment).slice(0, count))],
  ['A', digits(({ milliOfDay }) => milliOfDay, WIDEST)],
  ['n', digits((moment) => millisecond(moment) * 1e6, WIDEST)],
  ['N', digits(({ milliOfDay }) => milliOfDay * 1e6, WIDEST)],
  [
    'V',
    only(
      [2],
      () =>
        ({ zone }) =>
          zone,
    ),
  ],
  ['v', only([1, 4], (count) => (moment) => genericZoneName(moment, count === 4))],
  ['z', only([1, 2, 3, 4], (count) => (count === 4 ? longZoneName : shortZoneName))],
  ['O', only([1, 4], (count) => (moment) => gmtOffset(moment, count === 4))],
  ['X', only([1, 2, 3, 4, 5], (count) => offsetOrZ(count))],
  ['x', only([1, 2, 3, 4, 5], (count) => (moment) => isoOffset(moment, count))],
  ['Z', only([1, 2, 3, 4, 5], zoneOffset)],
]);

function only(counts: readonly number[], printer: (count: number) => Printer): Letter {
  return (count) => (counts.includes(count) ? printer(count) : undefined);
}

function digits(field: Field, widest: number): Letter {
  return (count) => (count > widest ? undefined : (moment) => padded(field(moment), count));
}

/** Two letters ask for the last two digits, four and more for a + before a year with more digits than that. */
function yearDigits(field: Field, widest = WIDEST): Letter {
  return (count) => {
    if (count > widest) return undefined;
    if (count === 2) return (moment) => padded(Math.abs(field(moment)) % 100, 2);
    return (moment) => {
      const text = padded(field(moment), count);
      return count >= 4 && field(moment) >= 10 ** count ? `+${text}` : text;
    };
  };
}

function text(name: Name): Letter {
  return only([1, 2, 3, 4, 5], (count) => (moment) => name(moment, styleOf(count)));
}

function digitsOrText(field: Field, name: Name): Letter {
  return (count) => (count <= 2 ? digits(field, 2)(count) : text(name)(count));
}

function styleOf(count: number): TextStyle {
  if (count === 5) return 'narrow';
  return count === 4 ? 'long' : 'short';
}

function offsetOrZ(count: number): Printer {
  return (moment) => (moment.offsetSeconds === 0 ? 'Z' : isoOffset(moment, count));
}

function zoneOffset(count: number): Printer {
  if (count === 4) return (moment) => gmtOffset(moment, true);
  return count === 5 ? offsetOrZ(5) : (moment) => isoOffset(moment, 2);
}

/** All that is known of the second's fraction, as nine digits. */
function fraction(moment: Moment): string {
  return String(millisecond(moment)).padStart(3, '0').padEnd(9, '0');
}

function padded(value: number, width: number): string {
  return (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(width, '0');
}
