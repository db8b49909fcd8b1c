import { Test } from '@nestjs/testing';
import { PlatformModule } from '../../platform/platform.module';
import { BalancingModule } from './balancing.module';
import { SelectorFactory } from './selector-factory';

describe('SelectorFactory', () => {
  let factory: SelectorFactory;

  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [PlatformModule, BalancingModule] }).compile();
    factory = module.get(SelectorFactory);
  });

  it('makes every selector it lists', async () => {
    for (const name of await factory.names()) {
      expect((await factory.create(name)).name).toBe(name);
    }
  });

  it('gives every pool a selector of its own, so that no pool takes another one’s turn', async () => {
    expect(await factory.create('round-robin')).not.toBe(await factory.create('round-robin'));
  });

  it('refuses an unknown name with the known ones in the message', async () => {
    await expect(factory.create('round-robbin')).rejects.toThrow(
      /no selector "round-robbin".*round-robin, .*least-requests/,
    );
  });

  it('lists the default first', async () => {
    expect((await factory.names())[0]).toBe('round-robin');
  });
});
