/** How a test card behaves; see https://docs.stripe.com/testing. */
export interface TestCard {
  number: string;
  brand: string;
  /** The ready-made payment method that stands for the card, such as `pm_card_visa`. */
  token: string;
  behavior:
    | 'succeeds'
    | 'declines'
    | 'declines_when_charged'
    | 'authenticates_once'
    | 'authenticates_always'
    | 'is_disputed';
  decline_code: string;
}

const CARDS: readonly TestCard[] = [
  card('4242424242424242', 'visa', 'succeeds'),
  card('5555555555554444', 'mastercard', 'succeeds'),
  card('4000000000000002', 'chargeDeclined', 'declines'),
  card('4000000000009995', 'chargeDeclinedInsufficientFunds', 'declines', 'insufficient_funds'),
  card('4000000000000341', 'chargeCustomerFail', 'declines_when_charged'),
  card('4000002500003155', 'authenticationRequiredOnSetup', 'authenticates_once'),
  card('4000002760003184', 'authenticationRequired', 'authenticates_always'),
  card('4000000000000259', 'createDispute', 'is_disputed'),
];

/** The card with this number, spaces allowed. */
export function cardByNumber(number: string): TestCard | undefined {
  const digits = number.replaceAll(/\s/g, '');
  return CARDS.find((known) => known.number === digits);
}

/** The card that `pm_card_visa` or `tok_visa` stands for. */
export function cardByToken(token: string): TestCard | undefined {
  const name = token.replace(/^tok_/, 'pm_card_');
  return CARDS.find((known) => known.token === name);
}

/** The card with these last digits: all that a payment method still tells of it. */
export function cardByLast4(last4: string): TestCard | undefined {
  return CARDS.find((known) => known.number.endsWith(last4));
}

/** What becomes of an attempt to charge. */
export type Outcome = 'succeeds' | 'requires_action' | 'declines';

export interface Attempt {
  /** The holder has just answered the bank's question. */
  isAuthenticated: boolean;
  /** The card was charged or authenticated before: some cards ask only once. */
  wasSetUp: boolean;
}

/** The rules of https://docs.stripe.com/testing#regulatory-cards as a function. */
export function outcomeOf({ behavior }: TestCard, { isAuthenticated, wasSetUp }: Attempt): Outcome {
  if (behavior === 'declines' || behavior === 'declines_when_charged') return 'declines';
  const isAsked = behavior === 'authenticates_always' || (behavior === 'authenticates_once' && !wasSetUp);
  return isAsked && !isAuthenticated ? 'requires_action' : 'succeeds';
}

function card(
  number: string,
  token: string,
  behavior: TestCard['behavior'],
  decline_code = 'generic_decline',
): TestCard {
  const brand = number.startsWith('5') ? 'mastercard' : 'visa';
  return { number, brand, token: `pm_card_${token}`, behavior, decline_code };
}
