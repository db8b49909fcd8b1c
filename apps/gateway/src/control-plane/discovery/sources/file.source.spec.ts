import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Heard } from '../../../../../../test/discovery/support/heard';
import { FakeClock } from '../../../../../../test/support/fake-clock';
import { FileSource, LOOK_MS, SETTLE_MS } from './file.source';

const A = '- http://a:80\n';
const B = '- http://b:80\n';

describe('FileSource', () => {
  let folder: string;
  let file: string;
  let clock: FakeClock;
  let heard: Heard;
  let source: FileSource;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'file-source-'));
    file = join(folder, 'backends.yaml');
    clock = new FakeClock();
    heard = new Heard();
    writeFileSync(file, A);
    source = new FileSource(file, clock);
    source.start(heard);
  });

  afterEach(() => {
    source.stop();
    rmSync(folder, { recursive: true });
  });

  function look(): void {
    clock.advance(LOOK_MS);
    clock.advance(SETTLE_MS);
  }

  it('tells its list at once, and nothing more while the file stays as it is', () => {
    expect(heard.urls).toEqual(['http://a:80']);
    for (let times = 0; times < 5; times++) look();
    expect(heard.count).toBe(1);
  });

  it.each([
    ['is written anew', () => writeFileSync(file, A + B)],
    [
      'is replaced by another one',
      () => {
        writeFileSync(`${file}.new`, A + B);
        renameSync(`${file}.new`, file);
      },
    ],
    [
      'becomes a link to another one',
      () => {
        writeFileSync(join(folder, 'other'), A + B);
        unlinkSync(file);
        symlinkSync('other', file);
      },
    ],
    ['becomes JSON', () => writeFileSync(file, '[\n\t"a:80",\n\t"b:80"\n]')],
  ])('tells the new list when the file %s', (_, change) => {
    change();
    look();
    expect(heard.urls).toEqual(['http://a:80', 'http://b:80']);
  });

  it('tells the new list when the folder behind a link is swapped, as Kubernetes does', () => {
    for (const [version, text] of [A, A + B].entries()) {
      mkdirSync(join(folder, `v${version}`));
      writeFileSync(join(folder, `v${version}`, 'list'), text);
    }
    symlinkSync('v0', join(folder, 'data'));
    unlinkSync(file);
    symlinkSync(join('data', 'list'), file);
    look();
    symlinkSync('v1', join(folder, 'data.new'));
    renameSync(join(folder, 'data.new'), join(folder, 'data'));
    look();
    expect(heard.urls).toEqual(['http://a:80', 'http://b:80']);
  });

  it('does not take what is half written for a list', () => {
    writeFileSync(file, A);
    clock.advance(LOOK_MS);
    for (const text of [A + A, A + A + B, A + B]) {
      writeFileSync(file, text);
      clock.advance(SETTLE_MS);
      expect(heard.count).toBe(1);
    }
    clock.advance(SETTLE_MS);
    expect(heard.urls).toEqual(['http://a:80', 'http://b:80']);
  });

  it.each([
    ['is gone', () => unlinkSync(file), /ENOENT/],
    [
      'is empty',
      () => writeFileSync(file, ''),
      /backends\.yaml:1:1: found nothing, allowed: a list of backends/,
    ],
    ['is no YAML', () => writeFileSync(file, '- [\n'), /this is not YAML/],
    [
      'has a mistake',
      () => writeFileSync(file, `${A}- { url: b }\n`),
      /backends\.yaml:2:\d+ \[1\]\.url: found "b"/,
    ],
    [
      'lists one backend twice',
      () => writeFileSync(file, A + B + A),
      /:3:3 \[2\]: found "http:\/\/a:80" a second time/,
    ],
    ['is far too large', () => truncateSync(file, 9_000_000), /it has 9000000 bytes/],
  ])('is an outage when the file %s, and is over when it is well again', (_, spoil, trouble) => {
    spoil();
    look();
    expect(heard.troubles).toEqual([expect.stringMatching(trouble)]);
    look();
    expect(heard.count).toBe(2);
    writeFileSync(file, A);
    look();
    expect(heard.lists).toHaveLength(2);
  });

  it('reads the file again on request', () => {
    source.look();
    clock.advance(SETTLE_MS);
    expect(heard.lists).toHaveLength(2);
  });

  it('tells nothing once it is stopped', () => {
    source.look();
    source.stop();
    writeFileSync(file, B);
    look();
    expect([heard.count, clock.timers]).toEqual([1, 0]);
  });
});
