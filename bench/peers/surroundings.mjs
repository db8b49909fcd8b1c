import process from 'node:process';

/** The port that the peer listens on, on 127.0.0.1. */
export const port = Number(process.env.PORT);

/** The backends' addresses, such as `http://127.0.0.1:8000`. */
export const backends = process.env.BACKENDS.split(',');

/** The backend whose turn it is: every peer balances in the same, cheapest way. */
export const nextBackend = inTurn(backends);

function inTurn(choices) {
  let turn = 0;
  return () => choices[turn++ % choices.length];
}

/** How a peer that takes an `http.Agent` keeps its connections to the backends. */
export const agentOptions = { keepAlive: true, maxSockets: 256, maxFreeSockets: 256 };

// Lets the profiler write its file, which a process that dies of the signal does not.
process.on('SIGTERM', () => process.exit(0));
