import { type IncomingMessage } from 'node:http';
import { parseEpoch } from '../core/epoch';
import { type OwnershipTable } from '../core/ownership-table';
import { type KeyNames } from '../key-names';
import { type OwnershipSettings } from '../ownership-options';
import { type Answer, EPOCH_HEADER, problem } from './answer';

/** A request that may pass: `key` is its name in the table, undefined for a request without a key. */
export interface Admitted {
  readonly key: string | undefined;
}

/** Decides about requests by their epochs, and counts those in flight. */
export class Guard {
  constructor(
    private readonly table: OwnershipTable,
    private readonly names: KeyNames,
    private readonly settings: OwnershipSettings,
  ) {}

  /**
   * Lets a request pass, or returns the answer that refuses it. The caller must release an admitted request when it has
   * ended.
   */
  admit(request: IncomingMessage): Admitted | Answer {
    const field = request.headers[EPOCH_HEADER];
    const epoch = typeof field === 'string' ? parseEpoch(field) : undefined;
    if (field !== undefined && epoch === undefined) return malformedEpoch();
    let key: string | undefined;
    try {
      key = this.settings.key(request);
    } catch (error) {
      // To let it pass would open a way around the guard.
      this.settings.onError(error, '');
      return unreadableKey();
    }
    if (key === undefined) return { key };
    if (epoch === undefined && this.settings.required) return missingEpoch();
    return this.admitKey(this.names.ofRequest(key), epoch);
  }

  release({ key }: Admitted): void {
    if (key !== undefined) this.table.release(key);
  }

  private admitKey(key: string, epoch: number | undefined): Admitted | Answer {
    return this.table.update(key, (record) => {
      const admission = record.admit(epoch);
      if (admission === 'stale') return staleEpoch(record.newest);
      if (admission === 'busy') return busyKey();
      record.inFlight++;
      return { key };
    });
  }
}

function malformedEpoch(): Answer {
  const detail = 'X-Owner-Epoch must be an integer from 1 to 2^53 - 1';
  return problem({ status: 400, code: 'bad_epoch', detail });
}

function unreadableKey(): Answer {
  return problem({ status: 400, code: 'bad_request', detail: 'The key of the request cannot be read' });
}

function missingEpoch(): Answer {
  const detail = 'X-Owner-Epoch must be set: send the request through the gateway';
  return problem({ status: 400, code: 'epoch_required', detail });
}

function staleEpoch(newest: number): Answer {
  const detail = 'The resource has had another owner since this epoch, or is being moved';
  return problem({ status: 421, code: 'stale_epoch', detail, newest });
}

function busyKey(): Answer {
  const detail = 'The resource is being moved at this moment';
  return problem({ status: 503, code: 'key_busy', detail, headers: { 'Retry-After': '1' } });
}
