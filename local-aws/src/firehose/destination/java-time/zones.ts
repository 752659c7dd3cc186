/** Offsets and names of time zones, as java.time prints them. */
import type { Moment } from './moment.js';

type ZoneStyle = NonNullable<Intl.DateTimeFormatOptions['timeZoneName']>;

/**
 * English, or nearly so. Unicode's locale data gives a region's abbreviations only in the region's own
 * locales; Java has them all in each. The first that knows one is taken.
 */
const LOCALES_OF_SHORT_NAMES = [
  'en-US',
  'en-CA',
  'en-GB',
  'en-IE',
  'en-ZA',
  'en-IN',
  'en-SG',
  'en-HK',
  'en-AU',
  'ja-JP',
];

/** How far the clocks of a time zone are ahead of UTC at an instant. */
export function offsetSeconds(instant: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const text = intlName({ instant, zone }, 'longOffset');
  const [, sign, hours = 0, minutes = 0, seconds = 0] =
    /^GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text) ?? [];
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -offset : offset;
}

/**
 * An offset such as `+0530`. How many letters asks for what: 1 hours, and minutes unless 0; 2 and 3 hours
 * and minutes; 4 and 5 also seconds unless 0. 3 and 5 have colons.
 */
export function isoOffset({ offsetSeconds: offset }: Moment, count: number): string {
  const { sign, hours, minutes, seconds } = split(offset);
  const colon = count === 3 || count === 5 ? ':' : '';
  const withMinutes = count > 1 || minutes > 0 ? colon + twoDigits(minutes) : '';
  const withSeconds = count > 3 && seconds > 0 ? colon + twoDigits(seconds) : '';
  return sign + twoDigits(hours) + withMinutes + withSeconds;
}

/** Such as `GMT+5:30`, or `GMT+05:30` in full. */
export function gmtOffset({ offsetSeconds: offset }: Moment, isFull: boolean): string {
  if (offset === 0) return 'GMT';
  const { sign, hours, minutes, seconds } = split(offset);
  const withMinutes = isFull || minutes > 0 || seconds > 0 ? `:${twoDigits(minutes)}` : '';
  const withSeconds = seconds > 0 ? `:${twoDigits(seconds)}` : '';
  return `GMT${sign}${isFull ? twoDigits(hours) : hours}${withMinutes}${withSeconds}`;
}

/** Such as `CEST`; an offset where the zone has no abbreviation. JDKs differ among themselves in these. */
export function shortZoneName(moment: Moment): string {
  for (const locale of LOCALES_OF_SHORT_NAMES) {
    const name = intlName(moment, 'short', locale);
    if (/^[A-Z]+$/.test(name)) return name;
  }
  return gmtOffset(moment, true);
}

/** Such as `Central European Summer Time`. */
export function longZoneName(moment: Moment): string {
  return intlName(moment, 'long');
}

/** A name for summer and winter: Unicode's, decided by us, since JDKs differ among themselves in these. */
export function genericZoneName(moment: Moment, isFull: boolean): string {
  if (moment.zone === 'UTC') return isFull ? 'Coordinated Universal Time' : 'UTC';
  return intlName(moment, isFull ? 'longGeneric' : 'shortGeneric');
}

function intlName(at: Pick<Moment, 'instant' | 'zone'>, style: ZoneStyle, locale = 'en-US'): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: at.zone, timeZoneName: style });
  const parts = format.formatToParts(at.instant);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? at.zone;
}

function split(offset: number) {
  const size = Math.abs(offset);
  return {
    sign: offset < 0 ? '-' : '+',
    hours: Math.floor(size / 3600),
    minutes: Math.floor(size / 60) % 60,
    seconds: size % 60,
  };
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
