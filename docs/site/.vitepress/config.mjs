import { defineConfig } from 'vitepress';
import { pageLinks, slug } from './links.mjs';
import { sidebar } from './sidebar.mjs';

/** The pages are outside of the site's package, so Vue is resolved for them as for this file. */
const resolvedHere = {
  name: 'resolved-here',
  enforce: 'pre',
  resolveId(name, importer, options) {
    const isOutside = importer?.includes('.md') && /^vue(\/|$)/.test(name);
    return isOutside
      ? this.resolve(name, new URL(import.meta.url).pathname, { ...options, skipSelf: true })
      : undefined;
  },
};

/** The site shows the pages of the repository as they are. Nothing of it is fetched from another host. */
export default defineConfig({
  title: 'Load Distributer',
  description: 'An HTTP load balancer that routes each request to the backend that owns the resource',
  lang: 'en',
  srcDir: '../..',
  srcExclude: ['**/node_modules/**', 'apps/**', '.*/**', '**/dist/**', 'test/**', 'docs/site/**'],
  // The paths on the site are those below docs/; the README is the first page.
  rewrites: { 'README.md': 'index.md', 'docs/:path*': ':path*' },
  outDir: 'dist',
  cacheDir: '.vitepress/cache',
  // The same address with and without a server that rewrites paths.
  cleanUrls: false,
  // Its own icons and fonts only.
  themeConfig: {
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
    nav: [
      { text: 'Tutorial', link: '/tutorial/your-own-api' },
      { text: 'How-to', link: '/how-to/' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Explanation', link: '/explanation/' },
    ],
  },
  vite: { plugins: [resolvedHere] },
  markdown: {
    anchor: { slugify: slug },
    config: (markdown) => markdown.use(pageLinks),
  },
});
