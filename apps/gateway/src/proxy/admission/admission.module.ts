import { Module } from '@nestjs/common';
import { BodyModule } from '../body/body.module';
import { Admission } from './admission';

/** Whether a client may do what it asks for. */
@Module({ imports: [BodyModule], providers: [Admission], exports: [Admission] })
export class AdmissionModule {}
