import { Inject, Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { type BackendSelector } from './backend.selector';

/** Token of the list of selector classes that `balance:` chooses from. */
export const SELECTOR_CLASSES = Symbol('SELECTOR_CLASSES');

/** Makes a selector of a given name; every pool gets its own, since it keeps that pool's turn. */
@Injectable()
export class SelectorFactory {
  constructor(
    private readonly moduleRef: ModuleRef,
    @Inject(SELECTOR_CLASSES) private readonly classes: readonly Type<BackendSelector>[],
  ) {}

  /** A selector of one's own; an unknown name is refused with the known ones in the message. */
  async create(name: string): Promise<BackendSelector> {
    const selectors = await this.all();
    const selector = selectors.find((candidate) => candidate.name === name);
    if (selector) return selector;
    const known = selectors.map((candidate) => candidate.name).join(', ');
    throw new Error(`There is no selector "${name}"; "balance" can be one of ${known}.`);
  }

  /** Valid values of `balance:`, the default first. */
  async names(): Promise<string[]> {
    return (await this.all()).map((selector) => selector.name);
  }

  // The name lives in the instance, so one of each is made to read it; they own nothing until they are first used.
  private all(): Promise<BackendSelector[]> {
    return Promise.all(this.classes.map((selector) => this.moduleRef.resolve(selector)));
  }
}
