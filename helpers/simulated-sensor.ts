/**
 * A climate sensor on this machine: a real HTTP server that replays real measurements (data/weather.csv,
 * daily maxima of Seattle and New York), one per request, in the order of their days, round and round.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Config } from './config.js';
import { failed } from './errors.js';
import { type Measurement, measure, measurements } from './sensor.js';

export interface SimulatedSensor {
  /** Ask this for the next measurement. */
  url: string;
  /** How many different measurements there are. */
  size: number;
  close(): Promise<void>;
}

/** Sensor numbers by station, as the original tutorial's records number theirs. */
const SENSOR_IDS: Record<string, number> = { Seattle: 1, 'New York': 2 };

/**
 * Reads the measurements of a weather file. The file names a day and no hour, and neither do they.
 *
 * @throws Error naming the line that is not a measurement; also when there is none at all.
 */
export function readWeather(csv: string): Measurement[] {
  const [header = '', ...lines] = csv.trim().split(/\r?\n/);
  if (lines.length === 0) throw new Error('The weather file holds no measurements.');
  const columns = header.split(',');
  const [station, date, temperature] = ['location', 'date', 'temp_max'].map((name) => columns.indexOf(name));
  return lines
    .map((line, index) => {
      const values = line.split(',');
      const measurement = {
        sensorId: SENSOR_IDS[values[station ?? -1] ?? ''] ?? 0,
        station: values[station ?? -1] ?? '',
        measuredAt: values[date ?? -1] ?? '',
        currentTemperature: Number(values[temperature ?? -1]?.trim() || Number.NaN),
        status: 'OK',
      };
      if (!measurement.station || !measurement.measuredAt || Number.isNaN(measurement.currentTemperature)) {
        throw new Error(`Line ${index + 2} of the weather file is not a measurement: ${line}`);
      }
      return measurement;
    })
    .sort((a, b) => (a.measuredAt < b.measuredAt ? -1 : a.measuredAt > b.measuredAt ? 1 : 0));
}

function weatherIn(file: string): Measurement[] {
  try {
    return readWeather(readFileSync(file, 'utf8'));
  } catch (error) {
    throw failed(
      `Starting the simulated sensor with ${file}`,
      error,
      'Run it from the folder of the project.',
    );
  }
}

/**
 * Starts the sensor on a free port of 127.0.0.1. It does not keep the process alive.
 *
 * @throws StepError when the file cannot be read, or is not one of measurements.
 */
export async function startSensor(file = 'data/weather.csv'): Promise<SimulatedSensor> {
  const all = weatherIn(file);
  let next = 0;
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/measurement') {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(all[next % all.length]));
    next += 1;
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  server.unref();
  server.on('connection', (socket) => socket.unref());
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/measurement`,
    size: all.length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

let running: Promise<SimulatedSensor> | undefined;

/**
 * The sensor to ask: the configured one, or else the simulated one, which is started once and then found again.
 *
 * @throws StepError as startSensor does.
 */
export async function sensorUrl({ sensor }: Pick<Config, 'sensor'>): Promise<string> {
  if (sensor.url) return sensor.url;
  running ??= startSensor().catch((error) => {
    running = undefined; // the next call tries again
    throw error;
  });
  return (await running).url;
}

/**
 * Asks that sensor for measurements, one after the other: as many as are configured, or `count`. One that cannot
 * be had is reported, and left out.
 *
 * @throws StepError as startSensor does; the signal's reason when it is aborted.
 */
export async function* measurementsOf(
  config: Pick<Config, 'sensor'>,
  { count = config.sensor.measurements, signal }: { count?: number; signal?: AbortSignal } = {},
): AsyncGenerator<Measurement> {
  const { temperatureField } = config.sensor;
  const onMissed = (error: Error) => console.log(`! ${error.message}`);
  yield* measurements(await sensorUrl(config), count, { temperatureField, onMissed, signal });
}

/**
 * Asks that sensor for one measurement.
 *
 * @throws StepError as startSensor does; SensorError when it cannot be had; the signal's reason when it is aborted.
 */
export async function measureNow(
  config: Pick<Config, 'sensor'>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Measurement> {
  const { temperatureField } = config.sensor;
  return measure(await sensorUrl(config), { temperatureField, signal });
}
