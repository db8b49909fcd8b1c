import { RequestsUnderWay } from '../../proxy/admission/rates/requests.under-way';
import { type PrimaryLink } from '../topics';

/** Has the primary count what all workers have under way. While it cannot be asked, nobody is refused. */
export class PrimaryRequestsUnderWay extends RequestsUnderWay {
  size = 0;

  constructor(private readonly link: PrimaryLink) {
    super();
  }

  async begin(key: string, max: number): Promise<boolean> {
    const mayBegin = await this.link.ask('beginRequest', { key, max }).catch(() => true);
    if (mayBegin) this.size++;
    return mayBegin;
  }

  end(key: string): void {
    this.size--;
    this.link.tell('endRequest', key);
  }
}
