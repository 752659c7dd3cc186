import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { costOf, describeCost } from './cost.js';

const KB = 1024;
const usage = (recordBytes: number[], objects = 0, listings = 0) => ({ recordBytes, objects, listings });
const all = (count: number, bytes: number) => Array.from({ length: count }, () => bytes);

describe('costOf', () => {
  it('rounds every record up to the next 5 KB by itself, as the pricing page says', () => {
    const rows: [recordBytes: number[], billedKb: number][] = [
      [[], 0],
      [[1], 5],
      [[3 * KB], 5],
      [[5 * KB], 5],
      [[5 * KB + 1], 10],
      [[12 * KB], 15],
      [[1 * KB, 1 * KB], 10],
    ];
    for (const [recordBytes, billedKb] of rows) {
      assert.equal(costOf(usage(recordBytes), 'us-east-1').billedBytes, billedKb * KB, String(recordBytes));
    }
  });

  it("gives the price of AWS's own example: 100 records of 3 KB a second, for a month", () => {
    // 30 days x 86,400 s x 100 records are too many for a list: one second of it, and the rest by multiplication
    const { firehoseUsd } = costOf(usage(all(100, 3 * KB)), 'us-east-1');
    assert.equal((firehoseUsd * 30 * 86_400).toFixed(2), '35.84');
  });

  it('bills a million events of 200 bytes as 5.12 GB (of 10^9 bytes), and packed as little more than was sent', () => {
    const cost = costOf(usage(all(1_000_000, 200)), 'eu-west-1');
    assert.equal(cost.bytes, 200_000_000);
    assert.equal(cost.billedBytes, 5_120_000_000);
    assert.equal(cost.packed.records, Math.ceil(200_000_000 / (1_000 * KB)));
    assert.ok(cost.packed.billedBytes < cost.bytes * 1.01);
    assert.equal(cost.packed.firehoseUsd / cost.firehoseUsd, cost.packed.billedBytes / cost.billedBytes);
  });

  it('packs no more into a record than Firehose takes, and splits no line', () => {
    const { packed } = costOf(usage([999 * KB, 1 * KB, 7 * KB, 1_000 * KB]), 'us-east-1');
    assert.equal(packed.records, 3);
    assert.equal(packed.billedBytes, (1_000 + 10 + 1_000) * KB);
    assert.equal(costOf(usage([999 * KB, 1 * KB]), 'us-east-1').packed.records, 1, 'one that is just full');
  });

  it('counts S3 requests: a PUT and a GET for each object, and every listing', () => {
    const { s3Usd, totalUsd, firehoseUsd } = costOf(usage([1], 1_000, 1_000), 'us-east-1');
    assert.equal(s3Usd.toFixed(6), '0.010400');
    assert.equal(totalUsd, firehoseUsd + s3Usd);
  });

  it('takes the price of the region, and elsewhere the dearest that is known, and says so', () => {
    const priced = (region: string) => costOf(usage([1]), region);
    assert.deepEqual(
      ['us-east-1', 'eu-west-1', 'sa-east-1'].map((region) => priced(region).usdPerGb),
      [0.029, 0.031, 0.031],
    );
    assert.equal(priced('eu-west-1').isPriceOfRegion, true);
    assert.equal(priced('sa-east-1').isPriceOfRegion, false);
    assert.match(describeCost(priced('sa-east-1')), /dearest price we know; look up your region's/);
    assert.doesNotMatch(describeCost(priced('eu-west-1')), /dearest/);
  });
});

describe('describeCost', () => {
  it("shows a run's own numbers", () => {
    const lines = describeCost(costOf(usage(all(2_923, 120), 4, 10), 'us-east-1')).split('\n');
    assert.deepEqual(lines.slice(0, 6), [
      'sent       0.33 MiB in 2,923 records',
      'billed     14.27 MiB (42.7 times as much): each record is rounded up to a multiple of 5 KB',
      'Firehose   USD 0.00040 at USD 0.029 per GB',
      'S3         USD 0.000072 for requests',
      'in all     USD 0.00048',
      'packed     0.34 MiB in 1 record: Firehose would cost USD 0.0000095',
    ]);
    assert.match(lines[6] ?? '', /^Prices as we know them; today's: https:/);
  });

  it('has no number that is none, when nothing was sent', () => {
    assert.doesNotMatch(describeCost(costOf(usage([]), 'us-east-1')), /NaN|Infinity/);
  });
});
