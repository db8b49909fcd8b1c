const END_OF_HEAD = '\r\n\r\n';

/**
 * Reads the requests of one connection and answers them in order.
 *
 * A reader for the benchmark only: it trusts its peer and knows Content-Length alone, which is why it costs
 * a fraction of `node:http` and leaves the core to the load. A chunked request is refused with 411.
 */
export class Connection {
  #socket;
  #answers;
  #head = '';
  #bodyLeft = 0;
  #request;

  constructor(socket, answers) {
    this.#socket = socket;
    this.#answers = answers;
    socket.on('data', (bytes) => this.#read(bytes));
    socket.on('error', () => socket.destroy());
  }

  #read(bytes) {
    let rest = bytes;
    while (rest.length > 0) rest = this.#request ? this.#readBody(rest) : this.#readHead(rest);
  }

  #readHead(bytes) {
    const before = this.#head.length;
    this.#head += bytes.latin1Slice(0, bytes.length);
    const end = this.#head.indexOf(END_OF_HEAD);
    if (end === -1) return bytes.subarray(bytes.length);
    this.#startRequest(this.#head.slice(0, end));
    this.#head = '';
    return bytes.subarray(end + END_OF_HEAD.length - before);
  }

  #startRequest(head) {
    const [method, path] = head.slice(0, head.indexOf('\r\n')).split(' ', 2);
    if (method !== 'GET' && /\r\ntransfer-encoding:/i.test(head)) {
      this.#socket.end('HTTP/1.1 411 Length Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    const length = method === 'GET' ? 0 : Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    this.#request = { method, path, length };
    this.#bodyLeft = length;
    if (length === 0) this.#answer();
  }

  #readBody(bytes) {
    const taken = Math.min(this.#bodyLeft, bytes.length);
    this.#bodyLeft -= taken;
    if (this.#bodyLeft === 0) this.#answer();
    return bytes.subarray(taken);
  }

  #answer() {
    const { method, path, length } = this.#request;
    this.#request = undefined;
    this.#socket.write(this.#answers.to(method, path, length), 'latin1');
  }
}
