import { cuts, type Sample, SAMPLES } from '../../../../../../test/upstream/support/samples';
import { UpstreamClosedError, UpstreamProtocolError } from '../../errors/upstream.errors';
import { ResponseReader } from './response-reader';

/** The events of a reader, with the pieces of a body put together. */
class Told {
  readonly calls: string[] = [];
  body = '';
  /** True if the last piece of the body was marked as the last. */
  last = false;
  trailers: readonly string[] | undefined;
  rest = '';

  onInformation = ({ status }: { status: number }): void => void this.calls.push(`information ${status}`);
  onHead = ({ status }: { status: number }): void => void this.calls.push(`head ${status}`);
  onBody = (buffer: Buffer, start: number, end: number, last: boolean): boolean => {
    this.body += buffer.toString('latin1', start, end);
    this.last = last;
    return true;
  };
  onEnd = (trailers: readonly string[] | undefined): void => {
    this.trailers = trailers;
    this.calls.push('end');
  };
  onTunnel = ({ status }: { status: number }, rest: Buffer): void => {
    this.calls.push(`tunnel ${status}`);
    this.rest = rest.toString('latin1');
  };
}

const LEFT_OVER = Buffer.alloc(200, 'HTTP/1.1 200 OK\r\n\r\n');

/** Gives the bytes as a socket would: at the beginning of a buffer in which older bytes lie behind them. */
function read(reader: ResponseReader, bytes: string): boolean {
  return reader.read(Buffer.concat([Buffer.from(bytes, 'latin1'), LEFT_OVER]), bytes.length);
}

function awaiting(method = 'GET', upgrade = false): { reader: ResponseReader; told: Told } {
  const reader = new ResponseReader();
  const told = new Told();
  reader.expect(told, method, upgrade);
  return { reader, told };
}

function meaning(sample: Sample): object {
  const informations = sample.informations.map((status) => `information ${status}`);
  const { body, trailers } = sample;
  return { calls: [...informations, `head ${sample.status}`, 'end'], body, trailers };
}

describe('ResponseReader', () => {
  describe.each(SAMPLES)('with an answer of $name', (sample) => {
    it('tells the same, however the bytes are cut', () => {
      const wholes = [[sample.bytes], [...sample.bytes], ...cuts(sample.bytes)];
      for (const pieces of wholes) {
        const { reader, told } = awaiting(sample.method);
        for (const piece of pieces) read(reader, piece);
        if (sample.endsByClosing) reader.close();
        expect(told).toMatchObject(meaning(sample));
      }
    });

    it('takes a FIN before its end for what it is', () => {
      for (let end = 0; end < sample.bytes.length; end++) {
        const { reader, told } = awaiting(sample.method);
        read(reader, sample.bytes.slice(0, end));
        if (sample.endsByClosing && told.calls.length > 0) continue;
        expect(() => reader.close()).toThrow(UpstreamClosedError);
        expect(told.calls).not.toContain('end');
      }
    });

    it('wants silence behind it', () => {
      if (sample.endsByClosing) return;
      const { reader, told } = awaiting(sample.method);
      expect(() => read(reader, `${sample.bytes}H`)).toThrow(UpstreamProtocolError);
      expect(told.calls.at(-1)).toBe('end');
    });
  });

  it('reads the answers to one request after another', () => {
    const reader = new ResponseReader();
    for (const sample of SAMPLES.filter(({ endsByClosing }) => !endsByClosing)) {
      const told = new Told();
      reader.expect(told, sample.method, false);
      read(reader, sample.bytes);
      expect(told).toMatchObject(meaning(sample));
    }
  });

  it('says which piece of a body is the last, where it is known', () => {
    const { reader, told } = awaiting();
    read(reader, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na');
    expect(told.last).toBe(false);
    read(reader, 'b');
    expect(told.last).toBe(true);
  });

  it('says how far an answer came that breaks off', () => {
    const phases = ['', 'H', 'HTTP/1.1 100 C\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n'].map(
      (bytes) => {
        const { reader } = awaiting();
        read(reader, bytes);
        try {
          return reader.close();
        } catch (error) {
          return (error as UpstreamClosedError).phase;
        }
      },
    );
    expect(phases).toEqual(['send', 'head', 'head', 'body']);
  });

  it('refuses a byte that comes before any request', () => {
    expect(() => read(new ResponseReader(), 'H')).toThrow(UpstreamProtocolError);
  });

  it('refuses a byte that comes between two requests', () => {
    const { reader } = awaiting();
    read(reader, 'HTTP/1.1 204 No Content\r\n\r\n');
    expect(() => read(reader, 'H')).toThrow(UpstreamProtocolError);
  });

  it('takes a FIN between two requests for nothing', () => {
    const { reader, told } = awaiting();
    read(reader, 'HTTP/1.1 204 No Content\r\n\r\n');
    reader.close();
    expect(told.calls).toEqual(['head 204', 'end']);
  });

  it('tells nothing more once it is abandoned, and refuses what comes', () => {
    const { reader, told } = awaiting();
    read(reader, 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe');
    reader.abandon();
    expect(() => read(reader, 'llo')).toThrow(UpstreamProtocolError);
    expect(told).toMatchObject({ calls: ['head 200'], body: 'he' });
  });

  it('says when the listener asked for a pause', () => {
    for (const answer of [
      'Content-Length: 5\r\n\r\nhe',
      'Transfer-Encoding: chunked\r\n\r\n5\r\nhe',
      '\r\nhe',
    ]) {
      const { reader, told } = awaiting();
      told.onBody = () => false;
      expect(read(reader, `HTTP/1.1 200 OK\r\n${answer}`)).toBe(false);
      told.onBody = () => true;
      expect(read(reader, 'l')).toBe(true);
    }
  });

  it('passes C-50: 32 interim answers, and refuses the next', () => {
    const interim = 'HTTP/1.1 102 Processing\r\n\r\n';
    const { reader, told } = awaiting();
    read(reader, interim.repeat(32));
    expect(told.calls).toHaveLength(32);
    expect(() => read(reader, interim)).toThrow(UpstreamProtocolError);
    expect(told.calls).toHaveLength(32);
  });

  it('counts interim responses for each request on its own', () => {
    const { reader, told } = awaiting();
    for (let n = 0; n < 3; n++) {
      read(reader, `${'HTTP/1.1 102 Processing\r\n\r\n'.repeat(20)}HTTP/1.1 204 No Content\r\n\r\n`);
      reader.expect(told, 'GET', false);
    }
    expect(told.calls.filter((call) => call === 'end')).toHaveLength(3);
  });

  it('refuses C-50: a switch of protocols without a request for it', () => {
    const { reader, told } = awaiting();
    expect(() => read(reader, 'HTTP/1.1 101 Switching Protocols\r\n\r\n')).toThrow(UpstreamProtocolError);
    expect(told.calls).toEqual([]);
  });

  it('hands over what comes behind a switch of protocols that was asked for', () => {
    const { reader, told } = awaiting('GET', true);
    read(
      reader,
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x02hi',
    );
    expect(told).toMatchObject({ calls: ['information 100', 'tunnel 101'], rest: '\x81\x02hi' });
  });

  it('takes an ordinary answer to a request for a switch', () => {
    const { reader, told } = awaiting('GET', true);
    read(reader, 'HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno');
    expect(told).toMatchObject({ calls: ['head 400', 'end'], body: 'no' });
  });
});
