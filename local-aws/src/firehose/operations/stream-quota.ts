import type { LocalAws } from '../../operation.js';
import { limitExceeded } from '../errors.js';

/** AWS documentation, "Amazon Data Firehose Quota". */
const LARGE_REGIONS = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'ap-northeast-1'];
const MOST_IN_LARGE_REGIONS = 5_000;
/** AWS has 2,000, 500 or 100 there, by region; that it is the smallest everywhere is decided by us. */
const MOST_ELSEWHERE = 100;

/**
 * Refuses one stream too many. The text is the one that emulators give; AWS's is not known.
 *
 * @throws AwsError LimitExceededException
 */
export function requireRoomForStream({ firehose, region }: LocalAws): void {
  const most = LARGE_REGIONS.includes(region) ? MOST_IN_LARGE_REGIONS : MOST_ELSEWHERE;
  const names = firehose.names();
  if (names.length < most) return;
  throw limitExceeded(
    `You have already consumed your firehose quota of ${most} hoses. Firehose names: [${names.join(', ')}]`,
  );
}
