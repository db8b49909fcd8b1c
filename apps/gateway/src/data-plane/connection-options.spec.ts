import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { BadRequestError } from './errors/client.errors';
import { connectionOptions, linesWithout, takeOffNamed } from './connection-options';

const names = (count: number) => Array.from({ length: count }, (_, at) => `x-${at}`);

describe('the options of Connection', () => {
  it('are read without the blanks around them', () => {
    expect([...connectionOptions('x-a , close,\tx-b')]).toEqual(['x-a', 'close', 'x-b']);
  });

  it('are bounded in number', () => {
    expect(connectionOptions(names(4_096).join()).size).toBe(4_096);
    expect(() => connectionOptions(names(4_097).join())).toThrow(BadRequestError);
    expect(() => connectionOptions(','.repeat(16_000))).toThrow(BadRequestError);
  });
});

describe('the fields that Connection names', () => {
  const named = new Set(['x-a', 'x-b']);

  it('are left out of the lines for the backend, in whatever spelling', () => {
    const lines = 'X-A: 1\r\nx_a: 2\r\nX-C: X-A: 3\r\nX-AB: 4\r\nX_B:\r\n';
    expect(linesWithout(lines, named)).toBe('X-C: X-A: 3\r\nX-AB: 4\r\n');
    expect(linesWithout('', named)).toBe('');
  });

  it('are none of those that the gateway vouches for', () => {
    const lines = 'Authorization: 1\r\nHost: h\r\nVia: 1.1 a\r\nX-Forwarded-For: b\r\nContent-Type: c\r\n';
    const options = new Set(['authorization', 'host', 'via', 'x-forwarded-for', 'content-type']);
    expect(linesWithout(lines, options)).toBe(lines);
  });

  it('are left out in one pass, however many they are', () => {
    const lines = names(1_000).map((name) => `${name}: 1\r\n`);
    const asked: string[] = [];
    const counting = { has: (name: string) => asked.push(name) > 0 } as unknown as ReadonlySet<string>;
    expect(linesWithout(lines.join(''), counting)).toBe('');
    expect(asked).toEqual(names(1_000));
  });

  it('are taken off the request, so that no stage decides by them', () => {
    const request = new IncomingMessage(new Socket());
    request.rawHeaders = ['X-A', '1', 'X-C', '2', 'x_b', '3'];
    Object.assign(request.headers, { 'x-a': '1', 'x-c': '2', x_b: '3' });
    takeOffNamed(request, named);
    expect(request.rawHeaders).toEqual(['X-C', '2']);
    expect(request.headers).toEqual({ 'x-c': '2' });
  });
});
