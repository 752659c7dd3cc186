/** A network namespace of its own, which has nothing but loopback (Linux): no network at all, or a small one made up. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';

const LONGEST_RUN_MS = 240_000;

/** Switches loopback on, and gives it more addresses, before the command takes the shell's place. */
function inNamespace(addresses: string[]): string[] {
  const add = addresses.map((address) => `ip address add ${address}/32 dev lo && `).join('');
  return ['--map-root-user', '--net', 'sh', '-c', `ip link set lo up && ${add}exec "$@"`, 'sh'];
}

const tried = spawnSync('unshare', [...inNamespace([]), 'true'], { encoding: 'utf8' });
const isPossible = tried.status === 0;

/** Skips a test where there can be no namespace, and says so loudly: silence would look like a proof. */
export function isSkipped(t: TestContext, what: string): boolean {
  if (isPossible) return false;
  const complaint = tried.error?.message ?? tried.stderr.trim();
  const why = `NOT PROVEN HERE: ${what}. This machine makes no network namespace (${complaint})`;
  process.stderr.write(`\n!!! ${why}\n\n`);
  t.skip(why);
  return true;
}

/** Runs TypeScript in a folder and a namespace, to its end. */
export async function runIsolated(
  folder: string,
  args: string[],
  addresses: string[] = [],
): Promise<{ code: number | null; out: string }> {
  const script = [process.execPath, '--import', import.meta.resolve('tsx'), ...args];
  const child = spawn('unshare', [...inNamespace(addresses), ...script], {
    cwd: folder,
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_RUN_MS,
  });
  const ended = once(child, 'close');
  const [out, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  return { code, out: out + complaints };
}
