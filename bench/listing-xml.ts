/** A page of ListObjectsV2 put together by hand: what its text alone costs. */

export interface ListedObject {
  key: string;
  /** Milliseconds since the epoch. */
  modified: number;
  etag: string;
  checksum: string;
  size: number;
}

const SPECIAL = /[&<>"]/;

function escaped(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A page that is not the last. */
export function listXml(bucket: string, objects: readonly ListedObject[], token: string): string {
  let xml =
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>true</IsTruncated>';
  for (const { key, modified, etag, checksum, size } of objects) {
    xml +=
      `<Contents><Key>${escaped(key)}</Key><LastModified>${new Date(modified).toISOString()}</LastModified>` +
      `<ETag>&quot;${etag}&quot;</ETag><ChecksumAlgorithm>${checksum}</ChecksumAlgorithm>` +
      `<ChecksumType>FULL_OBJECT</ChecksumType><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
  }
  return (
    `${xml}<Name>${bucket}</Name><Prefix></Prefix><MaxKeys>${objects.length}</MaxKeys>` +
    `<KeyCount>${objects.length}</KeyCount><NextContinuationToken>${token}</NextContinuationToken></ListBucketResult>`
  );
}

/** Reads a page that local-aws has written. */
export function readPage(xml: string): ListedObject[] {
  return [...xml.matchAll(/<Contents>(.*?)<\/Contents>/g)].map(([, entry = '']) => {
    const text = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(entry)?.[1] ?? '';
    return {
      key: text('Key'),
      modified: Date.parse(text('LastModified')),
      etag: text('ETag').replaceAll('&quot;', ''),
      checksum: text('ChecksumAlgorithm'),
      size: Number(text('Size')),
    };
  });
}
