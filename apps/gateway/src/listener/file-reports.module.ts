import { Global, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { FileReports } from '../files/file.reports';
import { FrontAdapter } from './front.adapter';

/** One place for what becomes of files, those that the listener reads included. */
@Global()
@Module({
  providers: [
    {
      provide: FileReports,
      inject: [HttpAdapterHost],
      // The listener is there before anything is injected.
      useFactory: ({ httpAdapter }: HttpAdapterHost) =>
        httpAdapter instanceof FrontAdapter ? httpAdapter.files : new FileReports(),
    },
  ],
  exports: [FileReports],
})
export class FileReportsModule {}
