import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { anchorsOf, nameFrom, pages, proseOf, ROOT } from './support/pages';

/** Every link of a page to something in the repository. */
function linksOf(page: string): string[] {
  const targets = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

function isBroken(page: string, link: string): boolean {
  const [path, anchor] = link.split('#');
  const target = path === '' ? page : nameFrom(page, path);
  if (!existsSync(join(ROOT, target))) return true;
  return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
}

describe('a link of the documentation', () => {
  it.each(pages())('leads somewhere in %s', (page) => {
    expect(linksOf(page).filter((link) => isBroken(page, link))).toEqual([]);
  });
});
