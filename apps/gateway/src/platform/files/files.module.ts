import { Global, Module } from '@nestjs/common';
import { FileReports } from './file-reports';

/** One place for what becomes of files, those that the listener reads included. */
@Global()
@Module({ providers: [FileReports], exports: [FileReports] })
export class FilesModule {}
