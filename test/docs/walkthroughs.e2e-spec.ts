import { buildBeforeAll } from '../e2e/build-once';
import { type Fence, fencesOf } from './support/pages';
import { Walkthrough } from './support/walkthrough';

buildBeforeAll();

/** Does what a page says, block by block; what it says is printed must be. */
async function follow(fences: readonly Fence[]): Promise<void> {
  const walkthrough = await Walkthrough.of(fences);
  let printed = '';
  for (const fence of fences) {
    if (fence.marks.file !== undefined) walkthrough.write(fence);
    else if (fence.marks.background !== undefined) await walkthrough.start(fence);
    else if (fence.language === 'sh') printed = await walkthrough.run(fence);
    else if (fence.language === 'text') expect(printed).toMatch(walkthrough.expected(fence));
  }
}

/** Blocks with other marks are for reading, or for a clean checkout. */
function blocksOf(page: string): Fence[] {
  return fencesOf(page).filter(({ marks }) => marks.setup === undefined && marks.start === undefined);
}

describe('a reader', () => {
  it('gets to sticky sessions with the tutorial', async () => {
    await follow(blocksOf('docs/tutorial/your-own-api.md'));
  });

  it('sees in 60 seconds what the README shows', async () => {
    const blocks = blocksOf('README.md');
    const end = blocks.findIndex(({ language }) => language === 'yaml');
    await follow(blocks.slice(0, end));
  });
});
