import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../clock.js';
import { memoryStore } from '../store/store.js';
import { propagatedTable } from './propagation.js';
import { IamState } from './state.js';

const DURATIONS = { iamPropagation: 1000, streamCreation: 0, streamDeletion: 0, streamEncryption: 0 };

describe('a fresh account', () => {
  const open = (store = memoryStore()) => {
    return new IamState({ store, account: '000000000000', clock: new ManualClock(), durations: DURATIONS });
  };

  it('has one user, an administrator with keys of the right form', () => {
    const iam = open();
    iam.bootstrap();
    const { accessKeyId, secretAccessKey, userName } = iam.administrator();
    assert.equal(userName, 'admin');
    assert.match(accessKeyId, /^AKIA[A-Z2-7]{16}$/);
    assert.match(secretAccessKey, /^[\w/+]{40}$/);
    const key = iam.accessKey(accessKeyId);
    assert.equal(key?.secret, secretAccessKey);
    assert.equal(key?.principal.arn, 'arn:aws:iam::000000000000:user/admin');
    assert.deepEqual(iam.user('admin')?.attached, ['arn:aws:iam::aws:policy/AdministratorAccess']);
  });

  it('gets no second one when it is opened again', () => {
    const store = memoryStore();
    const first = open(store);
    first.bootstrap();
    const again = open(store);
    again.bootstrap();
    assert.deepEqual(again.administrator(), first.administrator());
    assert.equal(again.users().length, 1);
  });

  it('gets its administrator back when he is gone, and his key when it is inactive', () => {
    const store = memoryStore();
    const first = open(store);
    first.bootstrap();
    const { accessKeyId } = first.administrator();
    first.keys.put(accessKeyId, { secret: 's', userName: 'admin', created: 0, inactive: true });
    assert.throws(() => first.administrator(), /no active access key/);
    const second = open(store);
    second.bootstrap();
    assert.notEqual(second.administrator().accessKeyId, accessKeyId);
    second.deleteUser('admin');
    const third = open(store);
    third.bootstrap();
    assert.equal(third.users().length, 1);
    assert.equal(third.administrator().userName, 'admin');
  });

  it('knows no other key', () => {
    const iam = open();
    iam.bootstrap();
    assert.equal(iam.accessKey('AKIAAAAAAAAAAAAAAAAA'), undefined);
  });
});

describe('propagation', () => {
  it('keeps no history of what has arrived', () => {
    const store = memoryStore();
    const clock = new ManualClock();
    const table = propagatedTable<number>(store, 't', clock, DURATIONS);
    for (let value = 0; value < 10; value++) {
      table.put('a', value);
      clock.advance(500);
    }
    assert.equal(table.seenByServices('a'), 8);
    clock.advance(1000);
    table.put('b', 1);
    assert.equal(store.table('t.pending').size, 1);
    assert.equal(table.seenByServices('a'), 9);
    assert.equal(table.seenByServices('b'), undefined);
  });

  it('goes on over a restart', () => {
    const store = memoryStore();
    const clock = new ManualClock();
    propagatedTable<number>(store, 't', clock, DURATIONS).put('a', 1);
    const reopened = propagatedTable<number>(store, 't', clock, DURATIONS);
    assert.equal(reopened.get('a'), 1);
    assert.equal(reopened.seenByServices('a'), undefined);
    clock.advance(1000);
    assert.equal(reopened.seenByServices('a'), 1);
  });
});
