// Pages of the site that stand for all of their kind.

export const PAGES = [
  'index.html',
  'authentication/mfa/index.html',
  'authentication/mfa/send-enroll-factor-request.html',
  'management/user/update-user.html',
  'management/webhook/create-webhook.html',
  'management/index.html',
  'types/TreeStructs.html',
  'types/FactorType.html',
  'errors.html',
  'guides/second-factor.html',
];
