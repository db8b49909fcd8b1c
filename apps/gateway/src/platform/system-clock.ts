import { Injectable } from '@nestjs/common';
import { Clock, type Timer } from './clock';

/** The machine's own time. */
@Injectable()
export class SystemClock extends Clock {
  now(): number {
    return performance.now();
  }

  wallTime(): number {
    return Date.now();
  }

  after(milliseconds: number, callback: () => void): Timer {
    const handle = setTimeout(callback, milliseconds);
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  }

  every(milliseconds: number, callback: () => void): Timer {
    const handle = setInterval(callback, milliseconds);
    handle.unref();
    return { cancel: () => clearInterval(handle) };
  }
}
