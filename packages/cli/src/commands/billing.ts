import { Command } from 'commander';
import type { Made } from '../billing/publish-plans.ts';

interface PublishOptions {
  dryRun?: true;
  json?: true;
}

export function billingCommand(): Command {
  const publish = new Command('publish-plans')
    .description('put the plans on sale at the Stripe account of STRIPE_SECRET_KEY')
    .option('--dry-run', 'only say what would be made')
    .option('--json', 'print what was made as JSON')
    .action(publishPlans);
  return new Command('billing').description('plans at the payment provider').addCommand(publish);
}

async function publishPlans({ dryRun, json }: PublishOptions): Promise<void> {
  const { putPlansOnSale } = await import('../billing/publish-plans.ts');
  const made = await putPlansOnSale(process.env, { isDryRun: dryRun === true });
  const lines = made.map((each) => `${dryRun ? 'would make' : 'made'} ${inWords(each)}`);
  const text = lines.join('\n') || 'Every plan is on sale already.';
  process.stdout.write(`${json ? JSON.stringify(made, null, 2) : text}\n`);
}

function inWords(made: Made): string {
  if (made.kind === 'product') return `product ${made.id} (${made.name})`;
  const { plan, price_cents, currency, interval } = made;
  return `price ${plan}: ${(price_cents / 100).toFixed(2)} ${currency} a ${interval}`;
}
