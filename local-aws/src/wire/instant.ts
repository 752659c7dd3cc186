const DAY_MS = 86_400_000;
/** What `toISOString` writes behind the T: `10:15:00.000Z`. */
const TIME_CHARACTERS = 13;

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

let lastDay = Number.NaN;
let dayText = '';

/**
 * An instant as `toISOString` writes it, in a third of its time: of most instants the day is that of the one before.
 *
 * @throws RangeError for an invalid date
 */
export function isoInstant(instant: Date): string {
  const time = instant.getTime();
  const day = Math.floor(time / DAY_MS);
  if (day !== lastDay) {
    dayText = instant.toISOString().slice(0, -TIME_CHARACTERS);
    lastDay = day;
  }
  const ofDay = time - day * DAY_MS;
  const milliseconds = ofDay % 1000;
  const seconds = (ofDay - milliseconds) / 1000;
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return (
    `${dayText}${TWO_DIGITS[hours]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}.` +
    `${milliseconds === 0 ? '000' : String(milliseconds).padStart(3, '0')}Z`
  );
}
