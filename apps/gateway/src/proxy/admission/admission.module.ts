import { Module } from '@nestjs/common';
import { Admission } from './admission';

/** Whether a client may do what it asks for. */
@Module({ providers: [Admission], exports: [Admission] })
export class AdmissionModule {}
