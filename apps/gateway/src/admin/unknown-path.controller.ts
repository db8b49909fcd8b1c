import { All, NotFoundException } from '@nestjs/common';
import { AdminController } from './admin.controller';

/** Whatever else is asked for below `/api`, so that a stranger cannot even tell what there is. */
@AdminController()
export class UnknownPathController {
  @All(['', '{*path}'])
  refuse(): never {
    throw new NotFoundException('There is nothing here for this method.');
  }
}
