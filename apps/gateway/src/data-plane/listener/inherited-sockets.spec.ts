import { type Environment } from '../../config/variables';
import { inheritedSockets } from './inherited-sockets';

const PID = 4711;

/** The variables that a service manager sets for the process that it starts. */
function told(fds: string, names?: string, pid = String(PID)): Environment {
  return { LISTEN_PID: pid, LISTEN_FDS: fds, LISTEN_FDNAMES: names };
}

describe('the sockets that a process inherits', () => {
  it.each([
    ['each by its name', told('3', 'admin:redirect:public'), { admin: 3, redirect: 4, public: 5 }],
    ['only those there are', told('1', 'admin'), { admin: 3 }],
    ['a single one without a name as the public one', told('1'), { public: 3 }],
    ['a single one that systemd named after its unit, too', told('1', 'lb.socket'), { public: 3 }],
    ['none, when there are none', told('0'), {}],
    ['none, when nobody speaks of any', {}, {}],
    ['none that are another process’s', told('1', 'public', '4712'), {}],
    ['none, when nobody says whose they are', { LISTEN_FDS: '1', LISTEN_FDNAMES: 'public' }, {}],
  ])('are %s', (_, env, sockets) => {
    expect(inheritedSockets(env, PID)).toEqual(sockets);
  });

  it.each([
    ['LISTEN_FDS', 'a count that is none', told('two')],
    ['LISTEN_FDS', 'a negative count', told('-1')],
    ['LISTEN_FDNAMES', 'a name of no listener', told('1', 'metrics')],
    ['LISTEN_FDNAMES', 'one name twice', told('2', 'public:public')],
    ['LISTEN_FDNAMES', 'fewer names than sockets', told('2', 'public')],
    ['LISTEN_FDNAMES', 'several sockets without names', told('2')],
  ])('are refused by %s for %s', (variable, _, env) => {
    expect(() => inheritedSockets(env, PID)).toThrow(
      new RegExp(`environment ${variable}: found .*, allowed: `),
    );
  });
});
