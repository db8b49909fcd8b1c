import { All, NotFoundException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AdminController } from './admin.controller';

/** Every other path below `/api`, so that a stranger cannot find out which ones exist. */
@ApiExcludeController()
@AdminController()
export class UnknownPathController {
  @All(['', '{*path}'])
  refuse(): never {
    throw new NotFoundException('Nothing exists here for this method.');
  }
}
