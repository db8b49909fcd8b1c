import { Logger } from '@nestjs/common';
import { reportOf } from './report';
import { type Plan } from './plan';
import { simulate } from './simulation';
import onceBroken from './once-broken.json';

describe('what the simulator has once found', () => {
  Logger.overrideLogger(false);

  it.each(onceBroken as unknown as readonly { name: string; plan: Plan }[])(
    'does not happen: $name',
    async ({ plan }) => {
      const history = await simulate(plan);
      expect(history.violations.length === 0 ? undefined : reportOf(plan, history)).toBeUndefined();
    },
  );
});
