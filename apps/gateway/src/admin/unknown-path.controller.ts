import { All, NotFoundException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AdminController } from './admin.controller';

/** Whatever else is asked for below `/api`, so that a stranger cannot even tell what there is. */
@ApiExcludeController()
@AdminController()
export class UnknownPathController {
  @All(['', '{*path}'])
  refuse(): never {
    throw new NotFoundException('Nothing exists here for this method.');
  }
}
