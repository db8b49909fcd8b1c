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

/** All parts that follow the configuration. Each module adds its own; a new part is listed there and nowhere else. */
@Injectable()
export class RuntimeParts {
  private readonly parts: RuntimePart[] = [];

  /** Adds providers of a module, which commit in this order. */
  add(modules: ModuleRef, parts: readonly (Type<RuntimePart> | (abstract new () => RuntimePart))[]): void {
    for (const part of parts) this.parts.push(modules.get(part, { strict: false }));
  }

  /** Prepares all parts. @throws before anything is changed. */
  async prepare(config: unknown): Promise<Commit> {
    const commits: Commit[] = [];
    for (const part of this.parts) commits.push(await part.prepare(config as never));
    return () => {
      for (const commit of commits) commit();
    };
  }
}
