import { z } from 'zod';
import { cardByNumber, type TestCard } from '../payments/cards.ts';

const cardForm = z.object({
  number: z.string().default(''),
  email: z.string().default(''),
  name: z.string().default(''),
});

/** What a person entered on a page that takes a card. */
export interface CardForm {
  number: string;
  card: TestCard | undefined;
  email: string;
  name: string;
}

export function parseCardForm(body: unknown): CardForm {
  const form = cardForm.parse(body ?? {});
  return { ...form, card: cardByNumber(form.number) };
}
