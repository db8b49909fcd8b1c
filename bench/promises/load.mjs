import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

const ITEMS = 100;
const RACES = 50;
const RACERS = 20;
/** Longer than each proxy takes to see that a backend is back. */
const BACK_MS = 12_000;
const LONG = 'x'.repeat(300);
const LOOKALIKE = `sha256:${createHash('sha256').update(LONG).digest('hex')}`;

/** The promises, each with the number of times that it was tried and broken. */
export const PROMISES = [
  ['an item is found by its id', reads],
  ['20 clients that create one id at once create it on one backend', races],
  ['an item whose owner is down is not reported as absent', whileDown],
  ['an item is not created a second time while its owner is down', createdWhileDown],
  ['an item is found when its owner is back', whenBack],
  ['an item that was deleted and created again is found', createdAgain],
  ['a parameter on another path does not change the owner', strayParameters],
  ['an id that is there twice does not change the owner', doubleKeys],
  ['a long id and one that looks like its hash are two items', longKeys],
  ['items are found after the proxy was stopped and started again', afterRestart],
];

const idsOf = (name, count = ITEMS) => Array.from({ length: count }, (_, at) => `${name}${at}`);
const count = async (ids, breaks) => {
  let broken = 0;
  for (const id of ids) if (await breaks(id)) broken++;
  return { tried: ids.length, broken };
};
/** In another order than they were created in: turns would else lead to the owner by chance. */
const shuffled = (ids) => {
  const rank = (id) => createHash('sha256').update(id).digest('hex');
  return [...ids].sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
};
const isMissing = (client) => async (id) => (await client.read(id)) !== 200;

async function reads({ client }) {
  const ids = idsOf('item');
  for (const id of ids) await client.create(id);
  return count(ids, isMissing(client));
}

function races({ client, createdAt }) {
  return count(idsOf('race', RACES), async (id) => {
    await Promise.all(Array.from({ length: RACERS }, () => client.create(id)));
    return createdAt(id) !== 1;
  });
}

const ownedBy = ({ items }) => [...items].filter((id) => id.startsWith('item'));

async function whileDown({ client, owners: [owner] }) {
  await owner.stop();
  return count(ownedBy(owner), async (id) => (await client.read(id)) === 404);
}

function createdWhileDown({ client, owners: [owner], createdAt }) {
  return count(ownedBy(owner).slice(0, 10), async (id) => {
    await client.create(id);
    return createdAt(id) !== 1;
  });
}

async function whenBack({ client, owners: [owner] }) {
  await owner.start();
  await wait(BACK_MS);
  return count(ownedBy(owner), isMissing(client));
}

async function createdAgain({ client, owners }) {
  const ids = idsOf('again');
  for (const id of ids) await client.create(id);
  for (const id of ids) await client.delete(id);
  for (const { items } of owners) for (const id of ids) items.delete(id);
  for (const id of ids) await client.create(id);
  return count(ids, isMissing(client));
}

async function strayParameters({ client }) {
  const ids = idsOf('stray');
  // The id is named before there is such an item, and by requests that create none.
  for (const id of ids) await client.send('POST', `/ping?item_id=${id}`);
  for (const id of ids) await client.create(id);
  for (const id of ids) await client.send('GET', `/nope?item_id=${id}`);
  return count(ids, isMissing(client));
}

async function doubleKeys({ client, owners }) {
  const ids = idsOf('double');
  for (const id of ids) await client.create(id);
  for (const id of shuffled(ids)) await client.send('POST', `/items/?item_id=other-${id}&item_id=${id}`);
  return count(ids, (id) => owners.filter(({ items }) => items.has(id)).length !== 1);
}

async function longKeys({ client }) {
  const ids = idsOf('', 20).flatMap((at) => [`${LONG}${at}`, `${LOOKALIKE.slice(0, -1)}${at}`]);
  for (const id of [LONG, LOOKALIKE, ...ids]) await client.create(id);
  return count([LONG, LOOKALIKE, ...ids], isMissing(client));
}

async function afterRestart({ client, restart }) {
  await restart();
  return count(shuffled(idsOf('item')), isMissing(client));
}
