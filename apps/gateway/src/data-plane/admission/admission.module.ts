import { Module } from '@nestjs/common';
import { BodyModule } from '../body/body.module';
import { Admission } from './admission';
import { AuthServiceReports } from './credentials/auth-service-reports';

/** True if a client may do what it asks for. */
@Module({
  imports: [BodyModule],
  providers: [Admission, AuthServiceReports],
  exports: [Admission, AuthServiceReports],
})
export class AdmissionModule {}
