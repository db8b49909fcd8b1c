import { ErrorGuard } from '../../platform/error.guard';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { type Exchange } from '../../data-plane/exchange/exchange';
import { ExchangeLifecycle } from '../../data-plane/exchange/exchange-lifecycle';
import { EventLog } from './event-log';
import { SessionMoves } from './session-moves';

function moved({ reason = 'moved', status = 200 }: { reason?: string; status?: number } = {}): Exchange {
  const placement = { reason, rule: 'items' };
  const attempts = { respondedBy: { id: 'b' } };
  return { placement, attempts, status, pool: { name: 'main' } } as unknown as Exchange;
}

describe('SessionMoves', () => {
  let clock: FakeClock;
  let log: EventLog;
  let moves: SessionMoves;

  beforeEach(() => {
    clock = new FakeClock();
    log = new EventLog(clock);
    moves = new SessionMoves(log, new ExchangeLifecycle(clock, new ErrorGuard(clock)), clock);
  });

  const messages = (): string[] => log.latest(500).map(({ event }) => event.message);

  it('tells where a sticky session moved', () => {
    moves.ended(moved());
    expect(messages()).toEqual(['A sticky session of items moved to b, because its owner is not available']);
  });

  it('tells nothing of requests that moved none', () => {
    moves.ended(moved({ reason: 'owner' }));
    moves.ended(moved({ status: 503 }));
    expect(messages()).toEqual([]);
  });

  it('counts what a dead backend with many sessions would flood the stream with', () => {
    for (let count = 0; count < 1_000; count++) moves.ended(moved());
    clock.advance(1_000);
    expect(messages()).toHaveLength(6);
    expect(messages().at(-1)).toBe('995 more sticky sessions moved');
    moves.ended(moved());
    expect(messages()).toHaveLength(7);
  });
});
