import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fencesOf } from '../docs/support/pages';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { describeWith } from '../support/programs';
import { aBackend } from './support/a-backend';
import { done, handOff, post, SECRET, send, signature, state } from './support/messages';

const PAGE = 'docs/explanation/fencing-and-hand-off.md';

/** The service of the page, which runs until the end of the test. */
class PythonBackend {
  private readonly folder = mkdtempSync(join(tmpdir(), 'ownership-'));
  private readonly child: ChildProcess;
  private output = '';
  url = '';

  constructor() {
    const file = join(this.folder, 'service.py');
    const blocks = fencesOf(PAGE).filter(({ language }) => language === 'python');
    writeFileSync(file, blocks.map(({ text }) => text).join('\n\n'));
    const env = { PATH: process.env.PATH, HANDOFF_SECRET: SECRET, PORT: '0', PYTHONDONTWRITEBYTECODE: '1' };
    this.child = spawn('python3', [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.on('data', (text: Buffer) => (this.output += text.toString()));
  }

  get destination() {
    return { id: 'python', url: this.url };
  }

  async start(): Promise<void> {
    await eventually(() => expect(this.output).toMatch(/listening on port \d+/));
    this.url = `http://127.0.0.1:${/port (\d+)/.exec(this.output)![1]}`;
  }

  async close(): Promise<void> {
    this.child.kill('SIGKILL');
    await once(this.child, 'close');
    rmSync(this.folder, { recursive: true });
    // An exception of a thread is printed, and would otherwise be missed.
    expect(this.output).not.toContain('Traceback');
  }
}

async function aPythonBackend(): Promise<PythonBackend> {
  const backend = closedAfterTest(new PythonBackend());
  await backend.start();
  return backend;
}

const read = ({ url }: { url: string }, epoch?: number) => send(`${url}/things/42`, epoch);
const write = ({ url }: { url: string }, epoch: number, body: string) =>
  send(`${url}/things/42`, epoch, { method: 'PUT', body });

describeWith('python3')('the Python of the documentation', () => {
  it('refuses old epochs', async () => {
    const python = await aPythonBackend();
    expect(await write(python, 8, 'here')).toMatchObject({ status: 200 });
    expect(await read(python, 7)).toMatchObject({ status: 421, newest: '8', code: 'stale_epoch' });
    expect(await read(python, 9)).toMatchObject({ status: 200, text: '"here"' });
    expect(await read(python)).toMatchObject({ status: 200 });
    for (const epoch of ['0', 'x', '1.5', '9007199254740992'])
      expect(await send(`${python.url}/things/42`, epoch)).toMatchObject({ status: 400 });
  });

  it('moves a key to a Node service and back, and no write is lost', async () => {
    const [python, node] = [await aPythonBackend(), await aBackend('node')];
    await write(python, 8, 'one');
    expect(await handOff(python, node.destination, 9)).toMatchObject({ status: 200 });
    expect(await handOff(python, node.destination, 9)).toMatchObject({ status: 200 });
    for (const epoch of [8, undefined])
      expect(await read(python, epoch)).toMatchObject({ status: 421, newest: '9' });
    expect(await write(node, 9, 'two')).toMatchObject({ status: 200 });
    for (const backend of [python, node]) await done(backend, node.destination, 9, true);
    expect(await read(python)).toMatchObject({ status: 404 });
    expect(await handOff(python, node.destination, 9)).toMatchObject({ status: 200 });

    expect(await handOff(node, python.destination, 12)).toMatchObject({ status: 200 });
    for (const epoch of [11, undefined])
      expect(await read(python, epoch)).toMatchObject({ status: 421, newest: '12' });
    expect(await read(python, 12)).toMatchObject({ status: 200, text: '"two"' });
    for (const backend of [python, node]) await done(backend, python.destination, 12, true);
    expect(await read(node, 9)).toMatchObject({ status: 421, newest: '12' });
    expect(await write(python, 12, 'three')).toMatchObject({ status: 200 });
  });

  it('keeps the key if the record is not moved', async () => {
    const [python, node] = [await aPythonBackend(), await aBackend('node')];
    await write(python, 8, 'one');
    await handOff(python, node.destination, 9);
    expect(await handOff(python, node.destination, 10)).toMatchObject({ status: 409 });
    for (const backend of [python, node]) await done(backend, node.destination, 9, false);
    expect(await read(python, 8)).toMatchObject({ status: 200 });
    expect(await handOff(python, node.destination, 9)).toMatchObject({ status: 409 });
    expect(await handOff(python, node.destination, 10)).toMatchObject({ status: 200 });
    expect(await read(python, 11)).toMatchObject({ status: 200, text: '"one"' });
  });

  it('drops a state that has not become its own', async () => {
    const python = await aPythonBackend();
    expect(await state(python, 'one', 9)).toMatchObject({ status: 200 });
    expect(await state(python, 'other', 9)).toMatchObject({ status: 200 });
    await done(python, python.destination, 9, false);
    expect(await read(python)).toMatchObject({ status: 404 });
    expect(await state(python, 'late', 9)).toMatchObject({ status: 409 });
    expect(await state(python, 'new', 10)).toMatchObject({ status: 200 });
    expect(await read(python, 10)).toMatchObject({ text: '"new"' });
  });

  it('refuses what it cannot do', async () => {
    const [python, node] = [await aPythonBackend(), await aBackend('node')];
    expect(await handOff(python, node.destination, 9)).toMatchObject({ status: 404 });
    await write(python, 8, 'one');
    expect(await handOff(python, node.destination, 8)).toMatchObject({ status: 409 });
    await node.listener.stop();
    expect(await handOff(python, node.destination, 9)).toMatchObject({ status: 502 });
    expect(await read(python, 8)).toMatchObject({ status: 200 });
    const message = JSON.stringify({ key: '42', rule: 'things', epoch: 12, state: 'x' });
    for (const header of [
      '',
      't=1',
      signature(message, 'other'),
      signature(message, SECRET, 1),
      signature('x'),
    ])
      expect(await post(`${python.url}/handoff/state`, message, header)).toMatchObject({ status: 401 });
  });

  it('waits for a request in flight', async () => {
    const [python, node] = [await aPythonBackend(), await aBackend('node')];
    await write(python, 8, 'one');
    const socket = connect(Number(new URL(python.url).port), '127.0.0.1');
    closedAfterTest({ close: () => socket.destroy() });
    socket.write('PUT /things/42 HTTP/1.1\r\nHost: b\r\nX-Owner-Epoch: 9\r\nContent-Length: 3\r\n\r\nt');
    // Its epoch is known as soon as the request is in flight.
    await eventually(async () => expect(await read(python, 8)).toMatchObject({ newest: '9' }));
    const moving = handOff(python, node.destination, 10);
    await eventually(async () => expect(await read(python, 9)).toMatchObject({ status: 421, newest: '10' }));
    expect(node.calls).toEqual([]);
    socket.write('wo');
    expect(await moving).toMatchObject({ status: 200 });
    expect(await read(node, 10)).toMatchObject({ text: 'two' });
  });
});
