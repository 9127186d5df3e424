import { defineErrors } from '@quartet/platform/errors';

/** What teams refuse, and why. */
export const teamErrors = defineErrors({
  lastOwner: { kind: 'conflict', code: 'last_owner', title: 'A team keeps at least one owner.' },
  ownerRequired: {
    kind: 'forbidden',
    code: 'owner_required',
    title: 'Only an owner decides who is an owner.',
  },
  roleAboveOwn: {
    kind: 'forbidden',
    code: 'role_above_own',
    title: 'You cannot invite anyone to a role above your own.',
  },
  teamSubscribed: {
    kind: 'conflict',
    code: 'team_subscribed',
    title:
      'The team has a subscription, or a checkout that is still open; it can be deleted once that has ended.',
  },
  alreadyMember: { kind: 'conflict', code: 'already_member', title: 'This person is a member of the team.' },
  /** One answer for tokens that never were and those that were used, revoked, replaced or have expired. */
  invitationInvalid: {
    kind: 'gone',
    code: 'invitation_invalid',
    title: 'This invitation was used, withdrawn, replaced or has expired.',
  },
  invitationForOtherAddress: {
    kind: 'forbidden',
    code: 'invitation_for_other_address',
    title: 'This invitation is for another e-mail address than that of your account.',
  },
});
