import { Injectable } from '@nestjs/common';
import { ErrorGuard } from '../error.guard';
import { Observers } from '../observers';

/** Receives reports of new versions of files that cannot be used. */
export interface FileObserver {
  /** @param message which file, and why its last good version stays. */
  fileRejected(message: string): void;
}

/** Where the readers of files report new versions that cannot be used. */
export interface FileReporter {
  tellRejected(message: string): void;
}

/** Tells what becomes of the files that are read beside the configuration. */
@Injectable()
export class FileReports implements FileReporter {
  private readonly observers: Observers<FileObserver>;

  constructor(guard: ErrorGuard) {
    this.observers = new Observers(guard);
  }

  observe(observer: FileObserver): void {
    this.observers.add(observer);
  }

  tellRejected(message: string): void {
    this.observers.tell((observer) => observer.fileRejected(message));
  }
}
