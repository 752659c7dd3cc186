import { validationError } from './errors.js';

const DEFAULT_PAGE = 100;

export interface PageRequest {
  Marker?: string;
  MaxItems?: number;
}

/**
 * One page of a list. The order is that of the keys, so a marker stays good when entries come and go.
 *
 * @throws AwsError ValidationError when the marker is none of ours.
 */
export function page<Item>(items: readonly Item[], keyOf: (item: Item) => string, request: PageRequest) {
  const { Marker, MaxItems = DEFAULT_PAGE } = request;
  const after = Marker === undefined ? undefined : readMarker(Marker);
  const left = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const taken = left.slice(0, MaxItems);
  const isTruncated = left.length > taken.length;
  return {
    items: taken.map(({ item }) => item),
    /** The members that every list's answer has. */
    end: {
      IsTruncated: isTruncated,
      Marker: isTruncated ? writeMarker(taken.at(-1)?.key ?? '') : undefined,
    },
  };
}

const MARK = 'after:';

function writeMarker(key: string): string {
  return Buffer.from(MARK + key).toString('base64url');
}

function readMarker(marker: string): string {
  const text = Buffer.from(marker, 'base64url').toString();
  if (!text.startsWith(MARK)) throw validationError('Invalid Marker.');
  return text.slice(MARK.length);
}
