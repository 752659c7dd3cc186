import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRequest, decode, encode } from './messages.js';

const asReceived = (frames: string[]) => frames.map((frame) => Buffer.from(frame));

describe('a message on the wire', () => {
  const request = createRequest('execute_request', 'session', { code: "'ü✔'" });

  it('comes back as it was sent', () => {
    assert.deepEqual(decode(asReceived(encode(request, 'key')), 'key'), request);
  });

  it('may be preceded by addresses and followed by buffers', () => {
    const frames = [Buffer.from('address'), ...asReceived(encode(request, 'key')), Buffer.from([0, 255])];
    assert.deepEqual(decode(frames, 'key'), request);
  });

  it('is signed with HMAC-SHA256 over its four parts, as the protocol asks', () => {
    // printf '%s' '{"msg_type":"a"}{}{}{}' | openssl dgst -sha256 -hmac key
    const signature = 'cb1d3df993c8d5e96e4430d55293bbc54ca70b0c2a603bb86f4a02e549c7cf09';
    const frames = asReceived(['<IDS|MSG>', signature, '{"msg_type":"a"}', '{}', '{}', '{}']);
    assert.equal(decode(frames, 'key').header.msg_type, 'a');
  });

  it('is refused when it was changed, signed with another key, or is none', () => {
    const frames = encode(request, 'key');
    assert.throws(() => decode(asReceived(frames), 'other'), /not signed with the key/);
    assert.throws(() => decode(asReceived([...frames.slice(0, -1), '{}']), 'key'), /not signed with the key/);
    assert.throws(() => decode(asReceived(['hello']), 'key'), /no Jupyter message/);
  });
});
