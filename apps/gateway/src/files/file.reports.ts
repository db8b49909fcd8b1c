import { Injectable } from '@nestjs/common';

/** Is told of new versions of files that cannot be used. */
export interface FileObserver {
  /** @param message which file, and why its last good version stays. */
  fileRejected(message: string): void;
}

/** Tells what becomes of the files that are read beside the configuration. */
@Injectable()
export class FileReports {
  private observers: readonly FileObserver[] = [];

  observe(observer: FileObserver): void {
    this.observers = [...this.observers, observer];
  }

  tellRejected(message: string): void {
    for (const observer of this.observers) observer.fileRejected(message);
  }
}
