import { RequestsUnderWay } from '../../proxy/admission/rates/requests.under-way';
import { type PrimaryLink } from '../topics';

/** Has the primary count what all workers have under way. While it cannot be asked, nobody is refused. */
export class PrimaryRequestsUnderWay extends RequestsUnderWay {
  constructor(private readonly link: PrimaryLink) {
    super();
  }

  begin(key: string, max: number): Promise<boolean> {
    return this.link.ask('beginRequest', { key, max }).catch(() => true);
  }

  end(key: string): void {
    this.link.tell('endRequest', key);
  }
}
