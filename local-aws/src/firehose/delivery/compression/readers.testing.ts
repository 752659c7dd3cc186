/** Readers of compressed objects that share nothing with the writers: programs of this machine, and our own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRawSnappy } from './raw-snappy.testing.js';

/** What a program prints that is given an object, named as AWS names it, as the last of its arguments. */
export function readByProgram(program: string, args: string[], suffix: string, object: Uint8Array): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'compression-'));
  try {
    const path = join(folder, `object${suffix}`);
    writeFileSync(path, object);
    const { status, stdout, stderr } = spawnSync(program, [...args, path], {
      maxBuffer: 64 * 1024 * 1024,
      timeout: 60_000,
    });
    assert.equal(status, 0, `${program}: ${stderr}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The reason to skip a test whose program is not on this machine. */
export function unlessInstalled(program: string): string | false {
  return spawnSync(program, ['--help']).error ? `${program} is not installed` : false;
}

export function readSnappyJava(stream: Buffer): Buffer {
  assert.equal(stream.subarray(0, 8).toString('latin1'), '\x82SNAPPY\0');
  assert.deepEqual([stream.readInt32BE(8), stream.readInt32BE(12)], [1, 1], 'the two versions');
  const blocks: Buffer[] = [];
  for (let at = 16; at < stream.length; ) {
    const end = at + 4 + stream.readInt32BE(at);
    assert.ok(end <= stream.length, 'a block longer than the stream');
    blocks.push(readRawSnappy(stream.subarray(at + 4, end)));
    at = end;
  }
  assertBlockSizes(blocks, 32 * 1024);
  return Buffer.concat(blocks);
}

export function readHadoopSnappy(stream: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < stream.length; ) {
    const end = at + 8 + stream.readInt32BE(at + 4);
    assert.ok(end <= stream.length, 'a block longer than the stream');
    const block = readRawSnappy(stream.subarray(at + 8, end));
    assert.equal(block.length, stream.readInt32BE(at), 'the length before compression');
    blocks.push(block);
    at = end;
  }
  assertBlockSizes(blocks, 256 * 1024);
  return Buffer.concat(blocks);
}

function assertBlockSizes(blocks: Buffer[], size: number): void {
  assert.ok(
    blocks.slice(0, -1).every(({ length }) => length === size),
    'all blocks but the last are full',
  );
  assert.ok((blocks.at(-1)?.length ?? 1) > 0, 'no block is empty');
}
