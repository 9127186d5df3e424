export { commonErrors } from './common-errors.ts';
export {
  type DomainError,
  defineErrors,
  type ErrorDefinition,
  type FieldError,
  isDomainError,
} from './domain-error.ts';
