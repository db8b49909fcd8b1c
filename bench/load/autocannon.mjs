/** Load made by autocannon, for machines without wrk. It runs in this very process, and is some four times slower. */
export const autocannonLoad = {
  name: 'autocannon',
  hint: 'wrk is missing, so autocannon makes the load and takes more of the machine: `apt-get install wrk`.',
  missing: () => false,
  async apply({ url, exchanges, connections, seconds, signal }) {
    const { default: autocannon } = await import('autocannon');
    const requests = exchanges.map(({ method, path, body, headers }) => ({
      method,
      path,
      body: body || undefined,
      headers,
    }));
    const run = autocannon({ url, connections, duration: seconds, requests });
    signal.addEventListener('abort', () => run.stop(), { once: true });
    const result = await run;
    signal.throwIfAborted();
    return {
      requests: result.requests.total,
      seconds: result.duration,
      p50: result.latency.p50,
      p99: result.latency.p99,
      failures: {
        badStatus: result.non2xx,
        socketErrors: result.errors - result.timeouts,
        timeouts: result.timeouts,
      },
    };
  },
};
