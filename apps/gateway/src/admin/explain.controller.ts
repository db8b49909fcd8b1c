import { Explanation, ExplainRequest } from '@app/contracts';
import { HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { AdminController } from './admin.controller';
import { Explainer } from './explain/explainer';
import { Checked } from './requests/checked.decorator';

/** Explains a request without sending it. */
@AdminController('explain')
export class ExplainController {
  constructor(private readonly explainer: Explainer) {}

  /** Route, admission, owner, candidates, choice and every reason, without sending anything. */
  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: Explanation })
  explain(@Checked({ body: ExplainRequest }) { body }: { body: ExplainRequest }): Promise<Explanation> {
    return this.explainer.explain(body);
  }
}
