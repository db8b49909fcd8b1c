import { type FileReporter } from '../../../../platform/files/file-reports';
import { type Watched, WatchedFiles } from '../../../../platform/files/watched-files';
import { type Clock } from '../../../../platform/clock';
import { OpenApiDocument } from './openapi-document';

/** The OpenAPI documents of all routes: each file is read and watched once, however many routes name it. */
export class OpenApiDocuments {
  private readonly files = new Map<string, WatchedFiles<OpenApiDocument>>();

  constructor(
    private readonly clock: Clock,
    private readonly reports?: FileReporter,
  ) {}

  /** @throws Error when it cannot be used. */
  of(file: string): Watched<OpenApiDocument> {
    const known = this.files.get(file);
    if (known !== undefined) return known;
    const read = new WatchedFiles([file], (text) => OpenApiDocument.fromText(text), this.clock, this.reports);
    this.files.set(file, read);
    return read;
  }

  open(): void {
    for (const file of this.files.values()) file.watch();
  }

  close(): void {
    for (const file of this.files.values()) file.close();
  }
}
