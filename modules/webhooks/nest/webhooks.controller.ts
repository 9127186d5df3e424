import { Inject } from '@nestjs/common';
import type { HandlerInput } from '@quartet/http-fastify';
import { ContractController, Input, Route } from '@quartet/http-nest';
import type { Webhooks } from '@quartet/webhooks';
import { webhooksContract } from '@quartet/webhooks/contract';
import { WEBHOOKS } from './tokens.ts';

type InputOf<Name extends keyof typeof webhooksContract> = HandlerInput<(typeof webhooksContract)[Name]>;

@ContractController(webhooksContract)
export class WebhooksController {
  constructor(@Inject(WEBHOOKS) private readonly webhooks: Webhooks) {}

  @Route(webhooksContract.listLogs)
  listLogs(@Input() { query }: InputOf<'listLogs'>) {
    return this.webhooks.listLogs(query);
  }

  @Route(webhooksContract.readEvent)
  readEvent(@Input() { params, query }: InputOf<'readEvent'>) {
    return this.webhooks.readEvent({ ...params, ...query });
  }

  @Route(webhooksContract.replayEvent)
  replayEvent(@Input() { params, query, caller }: InputOf<'replayEvent'>) {
    return this.webhooks.replayEvent({ ...params, ...query, caller });
  }

  @Route(webhooksContract.replayFiltered)
  replayFiltered(@Input() { body, caller }: InputOf<'replayFiltered'>) {
    return this.webhooks.replayFiltered({ ...body, caller });
  }

  @Route(webhooksContract.readReplay)
  readReplay(@Input() { params }: InputOf<'readReplay'>) {
    return this.webhooks.readReplay(params);
  }

  @Route(webhooksContract.listDeadLetters)
  listDeadLetters(@Input() { query }: InputOf<'listDeadLetters'>) {
    return this.webhooks.listDeadLetters(query);
  }

  @Route(webhooksContract.redriveAll)
  redriveAll(@Input() { caller }: InputOf<'redriveAll'>) {
    return this.webhooks.redrive({ caller });
  }

  @Route(webhooksContract.redrive)
  redrive(@Input() { params, caller }: InputOf<'redrive'>) {
    return this.webhooks.redrive({ ...params, caller });
  }

  @Route(webhooksContract.listEffects)
  listEffects(@Input() { query }: InputOf<'listEffects'>) {
    return this.webhooks.listEffects(query);
  }

  @Route(webhooksContract.resolveEffect)
  resolveEffect(@Input() { params, body, caller }: InputOf<'resolveEffect'>) {
    return this.webhooks.resolveEffect({ ...params, ...body, caller });
  }

  @Route(webhooksContract.startRebuild)
  startRebuild(@Input() { caller }: InputOf<'startRebuild'>) {
    return this.webhooks.startRebuild({ caller });
  }

  @Route(webhooksContract.readRebuild)
  readRebuild(@Input() { params }: InputOf<'readRebuild'>) {
    return this.webhooks.readRebuild(params);
  }

  @Route(webhooksContract.listDifferences)
  listDifferences(@Input() { params, query }: InputOf<'listDifferences'>) {
    return this.webhooks.listDifferences({ ...params, ...query });
  }

  @Route(webhooksContract.swapRebuild)
  swapRebuild(@Input() { params, caller }: InputOf<'swapRebuild'>) {
    return this.webhooks.swapRebuild({ ...params, caller });
  }
}
