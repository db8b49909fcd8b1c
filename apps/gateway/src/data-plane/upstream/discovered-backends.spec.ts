import { type BackendSettings } from './backend';
import { DiscoveredBackends, type Finds } from './discovered-backends';

function backend(id: string, url = `http://${id}:80`): BackendSettings {
  return { id, url, weight: 1, maxInFlight: 0, backup: false };
}

function finds(source: string, ...backends: BackendSettings[]): Finds {
  return { pool: 'main', source, backends };
}

const MAIN = { name: 'main', backends: [backend('a')] };

function idsOver(...found: Finds[]): string[] {
  return new DiscoveredBackends(found).over([MAIN])[0].backends.map(({ id }) => id);
}

describe('DiscoveredBackends', () => {
  it('adds what was found behind what is listed, in the order of the sources', () => {
    expect(idsOver(finds('x', backend('c')), finds('y', backend('b')))).toEqual(['a', 'c', 'b']);
  });

  it('leaves pools alone for which nothing was found', () => {
    const other = { name: 'other', backends: [] };
    const pools = new DiscoveredBackends([finds('x', backend('b'))]).over([MAIN, other]);
    expect(pools[1]).toBe(other);
    expect(MAIN.backends).toHaveLength(1);
  });

  it.each([
    ['id', backend('a', 'http://elsewhere:80')],
    ['address', backend('alias', 'http://a:80')],
  ])('passes over a backend whose %s the configuration has', (_, same) => {
    const found = new DiscoveredBackends([finds('x', same)]);
    expect(found.over([MAIN])[0].backends).toEqual(MAIN.backends);
    expect(found.duplicatesIn([MAIN])).toEqual([{ pool: 'main', source: 'x', id: same.id }]);
  });

  it('takes a backend that two sources know from the first', () => {
    const found = new DiscoveredBackends([finds('x', backend('b')), finds('y', backend('b'), backend('c'))]);
    expect(Object.fromEntries(found.sourcesIn(MAIN))).toEqual({ b: 'x', c: 'y' });
    expect(found.duplicatesIn([MAIN])).toEqual([{ pool: 'main', source: 'y', id: 'b' }]);
  });
});
