import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';
import type { ZipInputFile } from 'fflate';

const deflate = promisify(deflateRaw);
/** The number of the method "deflated" in a ZIP archive. */
const DEFLATED = 8;

/**
 * An archive of one deflated entry, named by a UUID (observed on AWS). zlib deflates it outside of the event
 * loop; fflate, whose own asynchronous functions need workers, only writes the container.
 */
export async function zip(bytes: Uint8Array): Promise<Uint8Array> {
  return archive({
    filename: randomUUID(),
    compression: DEFLATED,
    size: bytes.length,
    crc: crc32(bytes),
    deflated: await deflate(bytes),
  });
}

async function archive({
  deflated,
  ...entry
}: ZipInputFile & { deflated: Uint8Array<ArrayBuffer> }): Promise<Uint8Array> {
  const { Zip } = await import('fflate'); // its tables would be made at every start
  const pieces: Uint8Array[] = [];
  const container = new Zip((error, piece) => {
    if (error) throw error;
    pieces.push(piece);
  });
  const file: ZipInputFile = entry;
  container.add(file);
  file.ondata?.(null, deflated, true);
  container.end();
  return Buffer.concat(pieces);
}
