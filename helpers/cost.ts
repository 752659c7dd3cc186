/** Step 7: what a run costs on AWS, in its own numbers. */

/** Firehose counts in units of 5 KB, and a record that fills a part of one pays for all of it. */
const UNIT_BYTES = 5 * 1024;
const GB = 1024 ** 3;
/** The largest record that Firehose takes (AWS documentation: "Amazon Data Firehose quota"). */
const LARGEST_RECORD_BYTES = 1_000 * 1024;

/**
 * US dollars per GB of Direct PUT, first 500 TB of a month. eu-west-1 as Infracost's published output has it;
 * us-east-1 as AWS's pricing page showed it, not checked lately. Prices change: PRICE_PAGE has today's.
 */
const USD_PER_GB: Record<string, number> = { 'us-east-1': 0.029, 'eu-west-1': 0.031 };

/** US dollars per request of S3 Standard in us-east-1 (AWS pricing page, as quoted publicly). Deleting is free. */
const USD_PER_WRITE_OR_LIST = 0.005 / 1_000;
const USD_PER_READ = 0.0004 / 1_000;

export const PRICE_PAGE = 'https://aws.amazon.com/firehose/pricing/';

/** What was sent and fetched. */
export interface Usage {
  /** The size of each record in bytes, its newline included. */
  recordBytes: number[];
  /** Objects that Firehose wrote: each is a PUT to S3, and a GET when it is read back once. */
  objects: number;
  /** How often the bucket was listed: S3 bills it like a PUT. */
  listings?: number;
}

export interface Cost {
  records: number;
  /** Bytes that were sent. */
  bytes: number;
  /** Bytes that are billed: every record rounded up to a multiple of 5 KB. */
  billedBytes: number;
  /** The same lines, packed into as few records as Firehose's largest record allows. */
  packed: { records: number; billedBytes: number; firehoseUsd: number };
  /** US dollars per GB, and whether that is the price of the region or that of another one. */
  usdPerGb: number;
  isPriceOfRegion: boolean;
  firehoseUsd: number;
  s3Usd: number;
  totalUsd: number;
}

/**
 * Reckons what this usage costs in a region. Each record is rounded up by itself, also within one
 * PutRecordBatch (AWS pricing page: two records of 1 KB are billed as 10 KB). Storing the objects for the hour
 * that the tutorial takes, IAM and STS cost nothing worth a digit.
 */
export function costOf({ recordBytes, objects, listings = 1 }: Usage, region: string): Cost {
  const known = USD_PER_GB[region];
  const usdPerGb = known ?? Math.max(...Object.values(USD_PER_GB));
  const packedBytes = pack(recordBytes);
  const firehoseUsd = (billed(recordBytes) / GB) * usdPerGb;
  const s3Usd = (objects + listings) * USD_PER_WRITE_OR_LIST + objects * USD_PER_READ;
  return {
    records: recordBytes.length,
    bytes: sum(recordBytes),
    billedBytes: billed(recordBytes),
    packed: {
      records: packedBytes.length,
      billedBytes: billed(packedBytes),
      firehoseUsd: (billed(packedBytes) / GB) * usdPerGb,
    },
    usdPerGb,
    isPriceOfRegion: known !== undefined,
    firehoseUsd,
    s3Usd,
    totalUsd: firehoseUsd + s3Usd,
  };
}

/** The sizes of the records when lines share one as long as they fit. A line is never split. */
function pack(lineBytes: number[]): number[] {
  const records: number[] = [];
  let open = 0;
  for (const bytes of lineBytes) {
    if (open > 0 && open + bytes > LARGEST_RECORD_BYTES) {
      records.push(open);
      open = 0;
    }
    open += bytes;
  }
  return open > 0 ? [...records, open] : records;
}

function billed(recordBytes: number[]): number {
  return sum(recordBytes.map((bytes) => Math.ceil(bytes / UNIT_BYTES) * UNIT_BYTES));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The reckoning as lines for a reader. */
export function describeCost(cost: Cost): string {
  const { records, bytes, billedBytes, packed, usdPerGb, isPriceOfRegion, firehoseUsd, s3Usd } = cost;
  const times = bytes > 0 ? ` (${(billedBytes / bytes).toFixed(1)} times as much)` : '';
  const price = isPriceOfRegion
    ? `${usdPerGb}`
    : `${usdPerGb}, the dearest price we know; look up your region's:`;
  return [
    `sent       ${mib(bytes)} in ${count(records, 'record')}`,
    `billed     ${mib(billedBytes)}${times}: each record is rounded up to a multiple of 5 KB`,
    `Firehose   ${usd(firehoseUsd)} at USD ${price} per GB`,
    `S3         ${usd(s3Usd)} for requests`,
    `in all     ${usd(cost.totalUsd)}`,
    `packed     ${mib(packed.billedBytes)} in ${count(packed.records, 'record')}: Firehose would cost ${usd(packed.firehoseUsd)}`,
    `Prices as we know them; today's: ${PRICE_PAGE}`,
  ].join('\n');
}

function mib(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(2)} MiB`;
}

function count(number: number, thing: string): string {
  return `${number.toLocaleString('en-US')} ${thing}${number === 1 ? '' : 's'}`;
}

/** Two digits that count, however small the sum. */
function usd(amount: number): string {
  const decimals = amount === 0 ? 2 : Math.max(2, 1 - Math.floor(Math.log10(amount)));
  return `USD ${amount.toFixed(decimals)}`;
}
