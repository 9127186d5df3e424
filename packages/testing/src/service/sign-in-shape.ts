import { z } from 'zod';

/** What the contract promises of a user: these members and no other, so that nothing leaks beside them. */
export const userShape = z.strictObject({
  id: z.string().regex(/^user_[0-9a-z]{26}$/),
  email: z.email(),
  full_name: z.string().nullable(),
  email_verified: z.boolean(),
  status: z.enum(['active', 'disabled']),
  created_at: z.iso.datetime(),
});

export const tokensShape = z.strictObject({
  access_token: z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/),
  token_type: z.literal('bearer'),
  expires_in: z.literal(600),
  refresh_token: z.string().regex(/^[\w-]{43}$/),
  session_id: z.string().regex(/^session_[0-9a-z]{26}$/),
});

export const signInShape = tokensShape.extend({ user: userShape });

export type SignIn = z.infer<typeof signInShape>;
