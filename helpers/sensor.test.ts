import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { type Measurement, measure, measurements, SensorError } from './sensor.js';
import { type Answer, answer, cut, deadUrl, hang, serve, type TestServer } from './testing/servers.js';

const MEASUREMENT: Measurement = {
  sensorId: 1,
  station: 'Seattle',
  measuredAt: '2012-01-01',
  currentTemperature: 12.8,
  status: 'OK',
};
const good = answer(MEASUREMENT);
const fast = { pauseMs: 1 };

let server: TestServer | undefined;
const sensor = async (...answers: Answer[]) => {
  server = await serve(...answers);
  return server.url;
};
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe('measure', () => {
  it('gives the measurement as the sensor says it, for one request', async () => {
    assert.deepEqual(await measure(await sensor(good)), MEASUREMENT);
    assert.equal(server?.requests, 1);
  });

  it("finds the temperature of any other JSON API by its path, and fills in the sensor's address", async () => {
    const url = await sensor(answer({ name: 'Turin', main: { list: [{ temp: -0.5 }] } }));
    const { measuredAt, ...rest } = await measure(`${url}/now?id=1`, {
      temperatureField: 'main.list.0.temp',
    });
    const { host } = new URL(url);
    assert.deepEqual(rest, { sensorId: host, station: host, currentTemperature: -0.5, status: 'OK' });
    assert.equal(new Date(measuredAt).toISOString(), measuredAt);
  });

  const unusable: [what: string, Answer, reason: RegExp][] = [
    ['HTTP 500', answer({ ...MEASUREMENT }, 500), /it answered HTTP 500/],
    ['HTTP 404', answer('Not found', 404), /it answered HTTP 404/],
    ['nonsense', answer('12.8 degrees'), /not JSON: "12.8 degrees"/],
    ['half an answer', answer('{"currentTemperature": 1'), /not JSON/],
    ['a page of HTML', answer(`<html>${'x'.repeat(1_000)}</html>`), /not JSON: "<html>x{34}"/],
    ['nothing', answer(''), /not JSON: ""/],
    ['null', answer('null'), /no number at currentTemperature/],
    ['a number', answer('12.8'), /no number at currentTemperature/],
    ['an answer without the field', answer({ temperature: 1 }), /no number at currentTemperature/],
    ['a text in the field', answer({ currentTemperature: '12.8' }), /no number at currentTemperature/],
    ['null in the field', answer({ currentTemperature: null }), /no number at currentTemperature/],
    ['a number beyond all numbers', answer('{"currentTemperature": 1e999}'), /no number at/],
    ['a cut connection', cut, /fetch failed \(\w+\)/],
  ];
  for (const [what, bad, reason] of unusable) {
    it(`reports ${what} and tries again`, async () => {
      const problems: string[] = [];
      const url = await sensor(bad, bad, good);
      const options = { ...fast, onProblem: (problem: string) => problems.push(problem) };
      assert.deepEqual(await measure(url, options), MEASUREMENT);
      assert.equal(problems.length, 2);
      assert.match(problems[0] ?? '', /^attempt 1 of 4: /);
      assert.match(problems[1] ?? '', /^attempt 2 of 4: /);
      for (const problem of problems) assert.match(problem, reason);
    });
  }

  it('gives up after the last attempt, with the last reason and the cause', async () => {
    const url = await sensor(answer('', 500), answer('', 503), answer('', 502));
    await assert.rejects(measure(url, { ...fast, attempts: 3 }), (error) => {
      assert.ok(error instanceof SensorError);
      assert.ok(error.message.includes(`${url} failed 3 times. Last: it answered HTTP 502.`), error.message);
      assert.match(String(error.cause), /502/);
      return true;
    });
    assert.equal(server?.requests, 3);
  });

  it('asks for the setting at fault: the address, or where the temperature stands, with the answer', async () => {
    await assert.rejects(
      measure(await sensor(answer('', 500)), { ...fast, attempts: 1 }),
      /\[Sensor\] url right\?$/,
    );
    const options = { ...fast, attempts: 2, temperatureField: 'main.temp' };
    await server?.close();
    await assert.rejects(
      measure(await sensor(good, good), options),
      /has no number at main\.temp: \{"sensorId":1,"station":"Seattle".* Is \[Sensor\] temperature_field right\?$/,
    );
  });

  it('gives up on an address where nobody listens, and says so', async () => {
    await assert.rejects(measure(await deadUrl(), { ...fast, attempts: 2 }), /SensorError.*ECONNREFUSED/);
  });

  it('does not wait for ever for an answer', async () => {
    const url = await sensor(hang);
    await assert.rejects(measure(url, { ...fast, attempts: 2, timeoutMs: 300 }), /failed 2 times.*timeout/);
    assert.equal(server?.requests, 2);
  });

  it('does not wait for ever for the rest of an answer', async () => {
    const url = await sensor((_, response) => response.write('{"currentTemperature":'));
    await assert.rejects(measure(url, { ...fast, attempts: 1, timeoutMs: 50 }), /timeout/);
  });

  it("does not show the key of an API in its error's text", async () => {
    const url = `${await deadUrl()}/now?appid=hunter2`;
    await assert.rejects(measure(url, { ...fast, attempts: 1 }), (error: Error) => {
      assert.doesNotMatch(error.message, /hunter2/);
      return /now\?…/.test(error.message);
    });
  });

  it("ends with the signal's reason: before, while it waits for an answer, and in a pause", async () => {
    const reason = new Error('enough');
    const isReason = (error: unknown) => error === reason;
    const url = await sensor(hang);
    await assert.rejects(measure(url, { signal: AbortSignal.abort(reason) }), isReason);
    assert.equal(server?.requests, 0);

    const hanging = new AbortController();
    const asked = measure(url, { signal: hanging.signal });
    setImmediate(() => hanging.abort(reason));
    await assert.rejects(asked, isReason);

    const pausing = new AbortController();
    const onProblem = () => setImmediate(() => pausing.abort(reason));
    const asleep = measure(await deadUrl(), { pauseMs: 60_000, signal: pausing.signal, onProblem });
    await assert.rejects(asleep, isReason);
  });
});

describe('measurements', () => {
  it('goes on after one that was missed, reports it, and never invents one', async () => {
    const broken = answer('', 500);
    const numbered = (sensorId: number) => answer({ ...MEASUREMENT, sensorId });
    const url = await sensor(numbered(1), broken, broken, numbered(3), numbered(4));
    const missed: SensorError[] = [];
    const got: unknown[] = [];
    const options = { ...fast, attempts: 2, onMissed: (error: SensorError) => missed.push(error) };
    for await (const { sensorId } of measurements(url, 4, options)) got.push(sensorId);
    assert.deepEqual(got, [1, 3, 4]);
    assert.equal(missed.length, 1);
    assert.match(missed[0]?.message ?? '', /HTTP 500/);
  });

  it('ends when all were missed', async () => {
    let missed = 0;
    const options = { ...fast, attempts: 1, onMissed: () => (missed += 1) };
    for await (const measurement of measurements(await sensor(answer('')), 5, options)) {
      assert.fail(`invented ${JSON.stringify(measurement)}`);
    }
    assert.equal(missed, 5);
  });

  it('asks for no more than it gives', async () => {
    for await (const _ of measurements(await sensor(good), 3)) if (server?.requests === 2) break;
    assert.equal(server?.requests, 2);
  });

  it("ends with the signal's reason", async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const url = await sensor(good);
    await assert.rejects(
      async () => {
        for await (const _ of measurements(url, 100, { signal: stop.signal })) stop.abort(reason);
      },
      (error) => error === reason,
    );
    assert.equal(server?.requests, 1);
  });
});
