/** The output of `npm run bench -- --help`. */
export const help = ({ subjects, scenarios }) => `npm run bench -- [options]

Compares the gateway with other proxies: the same requests, the same four backends, one worker each, in one run.
The main figure is the CPU time of the proxy per request; requests per second depend on other load of the machine.

  --only a,b       subjects: ${subjects.join(', ')}
  --scenario a,b   scenarios: ${scenarios.join(', ')}
  --duration 2s    how long each measurement takes, in whole seconds
  --rounds 3       how often each is repeated; the medians are shown
  --quick          gateway, nginx and http-proxy, 2 rounds of 1 s: under a minute
  --check          exits with 1 when a target is missed
  --record         adds a row to bench/results/history.jsonl and redraws the chart; the default of a full run
  --no-record      leaves both alone
  --help           this text

Where the time goes inside the gateway: node bench/profile.mjs --help
What metrics and the access log cost: node bench/instrumentation.mjs
What knowing the owner costs: node bench/ownership.mjs
What idle clients take up: node bench/idle-clients.mjs
A simulated day with a thousand backends: npm run bench:scale -- --help
`;
