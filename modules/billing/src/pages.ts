import type { ReturnPages } from './core.ts';

/** The pages of the product that the provider's pages lead back to, below `APP_URL`. */
export const billingPages = {
  success: '/billing/success',
  cancel: '/billing/cancelled',
  billing: '/billing',
} as const satisfies ReturnPages;

/** Where they are. */
export function returnPagesAt(appUrl: string): ReturnPages {
  const at = (path: string) => new URL(path, appUrl).href;
  return {
    success: at(billingPages.success),
    cancel: at(billingPages.cancel),
    billing: at(billingPages.billing),
  };
}
