import { offsetSeconds } from './zones.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** An instant as the calendars and clocks of a time zone show it. */
export interface Moment {
  instant: number;
  zone: string;
  /** Of the zone from UTC, at this instant. */
  offsetSeconds: number;
  /** The date and time of the zone, to be read with the getUTC methods. */
  local: Date;
  /** Days since 1970-01-01, of the local date. */
  epochDay: number;
  /** From 1. */
  dayOfYear: number;
  milliOfDay: number;
}

/** An instant, in milliseconds since 1970, in an IANA time zone. */
export function momentOf(instant: number, zone: string): Moment {
  const offset = offsetSeconds(instant, zone);
  const local = new Date(instant + offset * 1000);
  const epochDay = Math.floor(local.getTime() / DAY_MS);
  return {
    instant,
    zone,
    offsetSeconds: offset,
    local,
    epochDay,
    dayOfYear: epochDay - epochDayOfNewYear(local.getUTCFullYear()) + 1,
    milliOfDay: local.getTime() - epochDay * DAY_MS,
  };
}

/** Not by Date.UTC, which takes the years 0 to 99 for 1900 to 1999. */
function epochDayOfNewYear(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1) / DAY_MS;
}
