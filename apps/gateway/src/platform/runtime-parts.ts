import { Injectable, type Type } from '@nestjs/common';
import { type ModuleRef } from '@nestjs/core';
import { type MaybePromise } from './maybe-promise';

/** Puts in force what was prepared: at once, between two requests. Never throws. */
export type Commit = () => void;

/** A part of the gateway that follows the configuration, of which it names what it needs. */
export interface RuntimePart<Config = never> {
  /**
   * Prepares what the configuration asks for. Requests notice nothing until the commit.
   *
   * @throws if the configuration cannot be put in force.
   */
  prepare(config: Config): MaybePromise<Commit>;
}

type PartClass = Type<RuntimePart> | (abstract new () => RuntimePart);

/**
 * All parts that follow the configuration. The constructor of each module adds its own, so that all are known before the
 * first configuration is applied.
 */
@Injectable()
export class RuntimeParts {
  private readonly finders: (() => RuntimePart)[] = [];

  /** Adds providers of a module, which commit in this order. They are looked up when they are required. */
  add(modules: ModuleRef, parts: readonly PartClass[]): void {
    for (const part of parts) this.finders.push(() => modules.get(part, { strict: false }));
  }

  /**
   * Prepares all parts.
   *
   * @throws before anything is changed.
   */
  async prepare(config: unknown): Promise<Commit> {
    const commits: Commit[] = [];
    for (const find of this.finders) commits.push(await find().prepare(config as never));
    return () => {
      for (const commit of commits) commit();
    };
  }
}
