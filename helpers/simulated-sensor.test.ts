import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseConfig } from './config.js';
import { StepError } from './errors.js';
import { type Measurement, measurements } from './sensor.js';
import { measurementsOf, measureNow, readWeather, sensorUrl, startSensor } from './simulated-sensor.js';
import { answer, serve } from './testing/servers.js';

const WEATHER = fileURLToPath(new URL('../data/weather.csv', import.meta.url));

describe('the simulated sensor', () => {
  it('answers a measurement as JSON', async () => {
    const sensor = await startSensor(WEATHER);
    try {
      const response = await fetch(sensor.url);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), 'application/json');
      assert.deepEqual(await response.json(), {
        sensorId: 1,
        station: 'Seattle',
        measuredAt: '2012-01-01',
        currentTemperature: 12.8,
        status: 'OK',
      });
    } finally {
      await sensor.close();
    }
  });

  it('answers each of its 2,922 measurements once, 1,461 per station, by their days, then begins anew', async () => {
    const sensor = await startSensor(WEATHER);
    try {
      const all: Measurement[] = [];
      for await (const measurement of measurements(sensor.url, sensor.size + 1)) all.push(measurement);
      const again = all.pop();
      assert.equal(sensor.size, 2922);
      assert.equal(new Set(all.map((one) => JSON.stringify(one))).size, 2922);
      for (const [sensorId, station] of [
        [1, 'Seattle'],
        [2, 'New York'],
      ]) {
        const ofStation = all.filter((one) => one.station === station && one.sensorId === sensorId);
        assert.equal(ofStation.length, 1461, String(station));
      }
      const days = all.map((one) => one.measuredAt);
      assert.deepEqual(days, [...days].sort());
      assert.deepEqual([days[0], days.at(-1)], ['2012-01-01', '2015-12-31']);
      assert.ok(all.every((one) => Number.isFinite(one.currentTemperature) && one.status === 'OK'));
      assert.deepEqual(again, all[0]);
    } finally {
      await sensor.close();
    }
  });

  it('answers 404 to other paths and methods, which use up no measurement', async () => {
    const sensor = await startSensor(WEATHER);
    try {
      assert.equal((await fetch(new URL('/', sensor.url))).status, 404);
      assert.equal((await fetch(sensor.url, { method: 'POST' })).status, 404);
      assert.equal(((await (await fetch(sensor.url)).json()) as Measurement).measuredAt, '2012-01-01');
    } finally {
      await sensor.close();
    }
  });

  it('runs beside others, stops listening when it is closed, and may be closed twice', async () => {
    const [one, other] = await Promise.all([startSensor(WEATHER), startSensor(WEATHER)]);
    assert.notEqual(one.url, other.url);
    await one.close();
    await one.close();
    await assert.rejects(fetch(one.url));
    assert.equal((await fetch(other.url)).status, 200);
    await other.close();
  });

  it('does not keep the process alive', async () => {
    const script = `const { startSensor } = await import('./helpers/simulated-sensor.ts');
      const { url } = await startSensor();
      console.log((await fetch(url)).status);`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const cwd = fileURLToPath(new URL('..', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, timeout: 20_000 });
    assert.equal(stdout, '200\n');
  });

  it('says what to do when its file is not there', async () => {
    await assert.rejects(startSensor('nowhere.csv'), (error) => {
      assert.ok(error instanceof StepError);
      return /simulated sensor with nowhere\.csv.*ENOENT.*folder of the project/s.test(error.message);
    });
  });
});

describe('the sensor of the settings', () => {
  const settings = (text = '') => parseConfig(`[Sensor]\n${text}`);

  it('is the simulated one, started once, where none is configured', async () => {
    const url = await sensorUrl(settings());
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/measurement$/);
    assert.equal(await sensorUrl(settings()), url);
    const days = [];
    for await (const { measuredAt } of measurementsOf(settings('measurements = 4'))) days.push(measuredAt);
    assert.deepEqual(days, ['2012-01-01', '2012-01-01', '2012-01-02', '2012-01-02']);
    assert.equal((await measureNow(settings())).measuredAt, '2012-01-03');
  });

  it('is the configured one, with the path of its temperature; what it misses is said and left out', async (t) => {
    const printed: string[] = [];
    t.mock.method(console, 'log', (line: string) => printed.push(line));
    const bad = answer('no JSON');
    const server = await serve(
      answer({ main: { temp: 1 } }),
      bad,
      bad,
      bad,
      bad,
      answer({ main: { temp: 2 } }),
    );
    try {
      const config = settings(`url = ${server.url}\ntemperature_field = main.temp\nmeasurements = 3`);
      const got = [];
      for await (const { currentTemperature } of measurementsOf(config)) got.push(currentTemperature);
      assert.deepEqual(got, [1, 2]);
      assert.match(printed.join('\n'), /^! Asking the sensor at .* failed 4 times/);
    } finally {
      await server.close();
    }
  });

  it('is asked as often as is told, and no longer after an abort', async () => {
    const stop = new AbortController();
    const { signal } = stop;
    const reason = new Error('enough');
    let asked = 0;
    for await (const _ of measurementsOf(settings(), { count: 2, signal })) asked += 1;
    assert.equal(asked, 2);
    stop.abort(reason);
    const isReason = (error: unknown) => error === reason;
    await assert.rejects(measurementsOf(settings(), { signal }).next(), isReason);
    await assert.rejects(measureNow(settings(), { signal }), isReason);
  });
});

describe('readWeather', () => {
  const HEADER = 'location,date,temp_max';

  it('finds its columns by their names, and takes line ends of Windows', () => {
    const [measurement] = readWeather('date,temp_max,weather,location\r\n2012-01-01,-1.5,rain,Seattle\r\n');
    assert.deepEqual(measurement, {
      sensorId: 1,
      station: 'Seattle',
      measuredAt: '2012-01-01',
      currentTemperature: -1.5,
      status: 'OK',
    });
  });

  it('names the line that is not a measurement', () => {
    for (const line of [
      'Seattle,2012-01-02',
      'Seattle,2012-01-02,',
      'Seattle,,1',
      ',2012-01-02,1',
      'S,d,12.8abc',
    ]) {
      assert.throws(
        () => readWeather(`${HEADER}\nSeattle,2012-01-01,1\n${line}`),
        (error: Error) => error.message.startsWith('Line 3 of the weather file is not a measurement: '),
      );
    }
  });

  it('refuses a file without the columns, and one without measurements', () => {
    assert.throws(() => readWeather('a,b,c\n1,2,3'), /Line 2 .* is not a measurement/);
    assert.throws(() => readWeather(HEADER), /no measurements/);
    assert.throws(() => readWeather(''), /no measurements/);
  });
});
