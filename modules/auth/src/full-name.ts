import { lineOfText } from '@quartet/platform/contract';

/** A person's name, typed at registration or told by a provider. */
export const fullNameSchema = lineOfText({ min: 1, max: 200 });
