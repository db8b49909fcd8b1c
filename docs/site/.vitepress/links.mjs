import { dirname, join, normalize } from 'node:path';

const ROOT = new URL('../../..', import.meta.url).pathname;

/** Folders of the repository that are no pages of the site. */
const NO_PAGES = /^(apps|test)\//;

/** The anchor of a heading, as GitHub makes it. */
export function slug(text) {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** Links to pages lead to their place on the site. Links to other files become text: the site has no copy of the files. */
export function pageLinks(markdown) {
  markdown.core.ruler.push('page-links', ({ tokens, env }) => {
    for (const { children } of tokens)
      if (children) children.forEach((token) => point(token, env.realPath ?? env.path, children));
  });
}

function point(token, page, siblings) {
  if (token.type !== 'link_open') return;
  const target = token.attrGet('href') ?? '';
  if (/^([a-z]+:|#|\/)/.test(target)) return;
  const [path, anchor] = target.split('#');
  const name = normalize(join(dirname(page), decodeURIComponent(path))).replace(ROOT, '');
  if (isPage(name)) token.attrSet('href', `/${siteName(name)}${anchor === undefined ? '' : `#${anchor}`}`);
  else unlink(token, siblings);
}

function unlink(token, siblings) {
  const close = siblings.slice(siblings.indexOf(token)).find(({ type }) => type === 'link_close');
  Object.assign(token, { type: 'span_open', tag: 'span', attrs: null });
  Object.assign(close, { type: 'span_close', tag: 'span' });
}

function isPage(name) {
  return !NO_PAGES.test(name) && name.endsWith('.md');
}

/** The README is the first page, and the pages of docs/ are at the top. */
function siteName(name) {
  return name === 'README.md' ? '' : name.replace(/^docs\//, '');
}
