import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { which } from '../../bench/which.mjs';
import { describeWith } from '../support/programs';
import { aSecureGateway, type SecureGateway } from './support';

const run = promisify(execFile);
const SECONDS_MS = 20_000;

async function output(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(which(program)!, args, { timeout: SECONDS_MS });
  return stdout;
}

async function listening(): Promise<{ secure: SecureGateway; url: string }> {
  const secure = await aSecureGateway({ backends: ['a', 'b'] });
  return { secure, url: `https://localhost:${secure.gateway.port}/` };
}

describeWith('curl')('curl', () => {
  it.each(['--http2', '--http1.1'])('gets an answer with %s', async (version) => {
    const { secure, url } = await listening();
    const args = ['-sS', version, '--cacert', secure.authority.ca, '--data-binary', 'hello'];
    const text = await output('curl', [...args, '-w', ' %{http_version} %{http_code}', url]);
    expect(text).toBe(`a ${version === '--http2' ? '2' : '1.1'} 200`);
    expect((await secure.gateway.backend('a').requests[0].body()).toString()).toBe('hello');
  });
});

describeWith('nghttp')('nghttp', () => {
  it('gets several answers on one connection', async () => {
    const { secure, url } = await listening();
    const text = await output('nghttp', ['--no-verify-peer', '--stat', '--null-out', '--multiply=10', url]);
    expect(text.match(/ 200 +\d+ \/$/gm)).toHaveLength(10);
    expect(secure.gateway.backend('a').requests.length + secure.gateway.backend('b').requests.length).toBe(
      10,
    );
  });
});

describeWith('h2load')('h2load', () => {
  it('gets every answer, many at a time', async () => {
    const { url } = await listening();
    const text = await output('h2load', ['-n', '500', '-c', '5', '-m', '20', url]);
    expect(text).toContain('500 total, 500 started, 500 done, 500 succeeded, 0 failed, 0 errored, 0 timeout');
    expect(text).toContain('status codes: 500 2xx, 0 3xx, 0 4xx, 0 5xx');
  });
});
