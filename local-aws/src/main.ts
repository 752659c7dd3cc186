/** The command `local-aws`. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { announce, exportLines, LOG_FILE, withdraw } from './announce.js';
import { CONTROL_PATH } from './control/routing.js';
import { type CommandOptions, readOptions, USAGE, UsageError } from './options.js';
import { type LocalAwsServer, startServer } from './server.js';
import { removeFolder } from './store/remove-folder.js';

function say(line: string): void {
  process.stderr.write(`local-aws: ${line}\n`);
}

/** Says a line, and keeps it: a denied delivery is told to nobody else, as on AWS. */
function sayAndKeep(dir: string, line: string): void {
  say(line);
  try {
    appendFileSync(join(dir, LOG_FILE), `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
  } catch {
    // A disk that is full has been reported to the caller already; the log must not end the server.
  }
}

/** One line for what can go wrong at the start; the system's own codes get words. */
function explain(error: unknown, options: CommandOptions): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return `port ${options.port} on ${options.listen} is taken by another program. Choose another --port, or leave it out to get a free one.`;
  }
  if (code === 'EADDRNOTAVAIL') {
    return `--listen ${options.listen}: this machine has no such address. 0.0.0.0 takes all that it has.`;
  }
  if (code === 'EACCES' && options.port > 0 && options.port < 1024) {
    return `port ${options.port} needs more rights than you have. Choose one above 1023, or leave --port out.`;
  }
  return message;
}

/** Resolves with the reason to stop, once there is one. */
function untilStopped(options: CommandOptions): Promise<string> {
  return new Promise((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop(signal));
    if (!options.untilStdinCloses) return;
    process.stdin.on('error', () => stop('standard input failed'));
    process.stdin.on('end', () => stop('standard input closed'));
    process.stdin.resume();
  });
}

async function run(options: CommandOptions): Promise<number> {
  const stopped = untilStopped(options);
  let server: LocalAwsServer;
  try {
    server = await startServer({
      dir: options.dir,
      port: options.port,
      listen: options.listen,
      hosts: options.hosts,
      account: options.account,
      region: options.region,
      timeScale: options.timeScale,
      functionsFolder: options.functions,
      firehoseShards: options.shards,
      throttle: options.throttle,
      log: (line) => sayAndKeep(options.dir, line),
    });
  } catch (error) {
    say(explain(error, options));
    return 1;
  }
  let code = 0;
  try {
    announce(options.dir, server, options.timeScale);
    process.stdout.write(exportLines(server));
    say(
      `account ${server.account.account} in ${server.account.region}, kept in ${options.dir}; Ctrl-C stops it`,
    );
    if (!options.listen.startsWith('127.')) say(openDoor(options));
    say(`what is going on: ${server.endpoint}${CONTROL_PATH}/`);
    say(`stopping: ${await stopped}`);
  } catch (error) {
    say(explain(error, options));
    code = 1;
  }
  return (await stop(server, options.dir)) ? code : 1;
}

/** Takes down all that it can, and says in a line each what it could not; whether there was no such thing. */
async function stop(server: LocalAwsServer, dir: string): Promise<boolean> {
  let isClean = true;
  for (const step of [() => withdraw(dir), () => server.close()]) {
    try {
      await step();
    } catch (error) {
      say(`cannot stop cleanly: ${(error as Error).message}`);
      isClean = false;
    }
  }
  return isClean;
}

/** Who can reach it, so that nobody opens a door without knowing. */
function openDoor({ listen, hosts }: CommandOptions): string {
  const taken = ['this machine', ...hosts].join(', ');
  return `others can reach it at ${listen}, over plain HTTP; it answers to ${taken}, and to keys that it knows`;
}

async function reset({ dir }: CommandOptions): Promise<number> {
  try {
    say((await removeFolder(dir)) ? `${dir} is deleted` : `there is no ${dir}: nothing to delete`);
    return 0;
  } catch (error) {
    say((error as Error).message);
    return 1;
  }
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (!options.help) return await (options.reset ? reset(options) : run(options));
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

// Whoever started us may read the first lines and go away.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
void main().then((code) => {
  process.exitCode = code;
  process.stdin.destroy();
});
