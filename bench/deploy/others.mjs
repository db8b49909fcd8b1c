/** nginx or HAProxy, which cannot ask a backend for its items: an instance is stopped and started as it is. */
export class OtherProxy {
  #processes;
  #subject;
  #server;

  constructor(processes, subject, server) {
    this.#processes = processes;
    this.#subject = subject;
    this.#server = server;
    this.title = subject.title();
  }

  get ports() {
    return [this.#server.port];
  }

  start({ ports }) {
    const { port, adminPort } = this.#server;
    const command = this.#subject.command({ port, adminPort, ports, directory: this.#processes.directory });
    return this.#processes.start(this.#subject.name, command, port);
  }

  async deploy(at, backends, onStep) {
    onStep('stops');
    await backends.stop(at);
    onStep('starts');
    await backends.start(at);
  }
}
