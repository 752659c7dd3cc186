import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Measurement } from '../sensor.js';
import { drawTemperatures } from './temperatures.js';
import { readSvg } from './testing/svg.js';

function at(measuredAt: string, currentTemperature: number, station = 'Seattle'): Measurement {
  return { sensorId: 1, station, measuredAt, currentTemperature, status: 'OK' };
}

const MONTH_STARTS = Array.from({ length: 48 }, (_, index) => {
  return `${2012 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
});
const FOUR_YEARS = MONTH_STARTS.flatMap((month, index) => [
  at(`${month}-01`, (index % 12) - 1),
  at(`${month}-20`, (index % 12) + 1),
  at(`${month}-01`, -7.25, 'New York'),
]);

describe('the temperatures as text', () => {
  it('are one mean per month and station, with the range of all', () => {
    const { text } = drawTemperatures(FOUR_YEARS);
    const year = '▄▄▅▅▅▆▆▆▇▇██';
    assert.equal(
      text,
      [
        `Seattle    ${year.repeat(4)}`,
        '           -1.0 to 12.0 °C, mean 5.5 °C',
        `New York   ${'▁'.repeat(48)}`,
        '           -7.3 to -7.3 °C, mean -7.3 °C',
        '           2012-01 to 2015-12',
        'mean per month; 144 measurements, read back from S3',
      ].join('\n'),
    );
  });

  it('have finer spans of time where the measurements lie closer together', () => {
    const span = (times: string[]) =>
      drawTemperatures(times.map((time) => at(time, 1))).text.match(/(?:one|mean) per (\w+)/)?.[1];
    const two = (value: number) => String(value).padStart(2, '0');
    const many = Array.from({ length: 50 }, (_, index) => index);
    assert.equal(span(['2026-11-23T10:15:00.000Z', '2026-11-23T10:15:01.000Z']), 'second');
    assert.equal(span(many.map((index) => `2026-11-23T10:15:${two(index)}Z`)), 'minute');
    assert.equal(span(many.map((index) => `2026-11-23T10:${two(index)}:00Z`)), 'hour');
    assert.equal(
      span(many.map((index) => `2026-11-${two(1 + Math.floor(index / 24))}T${two(index % 24)}:00:00Z`)),
      'day',
    );
    assert.equal(span(many.map((index) => `${1950 + index}-01-01`)), 'year');
  });

  it('have no finer spans than the measurements, each of which then stands for itself', () => {
    const days = Array.from({ length: 7 }, (_, index) => at(`2012-01-0${index + 1}`, index));
    const { text, svg = '' } = drawTemperatures(days);
    assert.match(text, /^Seattle +▁▂▃▅▆▇█$/m);
    assert.match(text, /^one per day; 7 measurements, read back from S3$/m);
    assert.match(readSvg(svg).title, /^Temperature per day, °C\. 7 measurements/);
    assert.match(drawTemperatures(days.slice(0, 1)).text, /^one per day; 1 measurement, read back from S3$/m);
    const inTurn = days.flatMap((day) => [day, { ...day, station: 'New York' }]);
    assert.match(drawTemperatures(inTurn).text, /^one per day; 14 measurements/m);
    const hours = days.map((day, index) => ({ ...day, measuredAt: `2012-01-01T0${index}:30:00Z` }));
    assert.match(drawTemperatures(hours).text, /^one per hour; 7 measurements/m);
  });

  it('have a gap where a station has measured nothing', () => {
    const { text } = drawTemperatures([
      at('2012-01-01', 1),
      at('2012-01-03', 2),
      at('2012-01-02', 2, 'New York'),
    ]);
    assert.deepEqual(text.match(/^(Seattle|New York) .*/gm), ['Seattle    ▁ █', 'New York    █ ']);
  });

  it('say so when there are none', () => {
    assert.deepEqual(drawTemperatures([]), { text: 'No measurements.' });
  });
});

describe('the temperatures as a picture', () => {
  it('is well-formed, names the stations at their lines, the years and the degrees', () => {
    const { texts, title, root } = readSvg(drawTemperatures(FOUR_YEARS).svg ?? '');
    const expected = [
      'Seattle',
      'mean 5.5 °C',
      'New York',
      'mean -7.3 °C',
      '2012',
      '2015',
      '0°',
      '10°',
      '-10°',
    ];
    assert.deepEqual(
      expected.filter((text) => !texts.includes(text)),
      [],
    );
    assert.match(title, /^Temperature per month, °C.*Seattle: -1\.0 to 12\.0 °C, mean 5\.5 °C\./);
    assert.equal(root.role, 'img');
  });

  it('has a bar from zero for each measurement when these are few, and a dot for a mean without neighbours', () => {
    const draw = (...all: Measurement[]) => drawTemperatures(all).svg ?? '';
    const bars = (svg: string) => [...svg.matchAll(/<path d="M([\d.]+) ([\d.]+)l([\d.]+) 0l0 (-?[\d.]+)l/g)];
    const few = draw(at('2012-01-01', -4), at('2012-01-02', 8), at('2012-01-03', 2));
    const heights = bars(few).map((bar) => Number(bar[4]));
    assert.equal(heights.length, 3, few);
    assert.deepEqual(
      heights.map((height) => Math.round((height / (heights[1] ?? 0)) * 8)),
      [-4, 8, 2],
    );
    assert.ok(readSvg(draw(at('2012-01-01', 11), at('2012-01-02', 12))).texts.includes('0°'));
    const twoMonths = ['2012-01', '2012-03'].flatMap((month) => [at(`${month}-01`, 1), at(`${month}-01`, 2)]);
    const between = at('2012-02-01', 3, 'New York');
    const dots = draw(...twoMonths, between).match(/<path d="M1 0A1 1 0 /g);
    assert.equal(dots?.length, 3);
  });

  it('shows a station by the name it has', () => {
    const name = '<b>{x|&"';
    const { texts } = readSvg(drawTemperatures([at('2012-01-01', 1, name)]).svg ?? '');
    assert.ok(texts.includes(name), texts.join(' / '));
  });

  it('has a band from the coldest to the warmest, below zero, too', () => {
    const measured = ['2012-01', '2012-02'].flatMap((month) => [
      at(`${month}-01`, -10),
      at(`${month}-02`, 10),
    ]);
    const svg =
      drawTemperatures(measured.concat(measured.map((each) => ({ ...each, measuredAt: '2016-01-01' }))))
        .svg ?? '';
    const paths = (pattern: RegExp) => [...(svg.match(pattern)?.[1] ?? '').matchAll(/[ML][\d.]+ ([\d.]+)/g)];
    const heights = paths(/<path d="([^"]*)"[^>]*fill-opacity="0.18"/).map(([, height]) => Number(height));
    const lines = [...svg.matchAll(/<text[^>]*>(-10°|10°)<\/text>/g)].map(([text]) =>
      Number(text.match(/translate\(\d+ ([\d.]+)\)/)?.[1]),
    );
    assert.deepEqual([Math.max(...heights), Math.min(...heights)], lines);
  });

  it('holds one point a month, however many measurements there are', () => {
    const often = Array.from({ length: 20 }, () => FOUR_YEARS).flat();
    const size = (all: Measurement[]) => (drawTemperatures(all).svg ?? '').length;
    assert.ok(size(often) < size(FOUR_YEARS) + 100);
  });
});
