import type { World } from '../world/create-world.ts';
import type { PaymentIntent } from '../world/wire.ts';

/** A new payment intent, which waits for a payment method. */
export function createIntent(
  world: World,
  wanted: Pick<PaymentIntent, 'amount' | 'currency' | 'customer'> & Partial<PaymentIntent>,
): PaymentIntent {
  const id = world.ids.next('pi');
  const intent: PaymentIntent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: `${id}_secret_${world.ids.next('secret').slice(7)}`,
    confirmation_method: 'automatic',
    created: world.timelineOf(wanted.customer).now(),
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: 'off_session',
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
    ...wanted,
  };
  return world.create(world.store.paymentIntents, intent, 'payment_intent.created');
}

/** Gives an intent up, as when its invoice is voided. */
export function cancelIntent(world: World, id: string, reason: PaymentIntent['cancellation_reason']): void {
  const { status, customer } = world.store.paymentIntents.get(id);
  if (status === 'succeeded' || status === 'canceled') return;
  const canceled = world.change(world.store.paymentIntents, id, {
    status: 'canceled',
    canceled_at: world.timelineOf(customer).now(),
    cancellation_reason: reason,
    next_action: null,
  });
  world.emit('payment_intent.canceled', canceled);
}
