/** A mail that is ready to go. */
export interface MailMessage {
  /** One address, without a name. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** In angle brackets (RFC 5322, 3.6.4); made up when left out. The same for each attempt at one mail. */
  messageId?: string;
}

/** Whatever carries mails away. */
export interface MailTransport {
  /**
   * @param signal gives up waiting; the mail may have left all the same
   * @throws when the mail was not accepted for delivery
   */
  send(message: MailMessage, signal?: AbortSignal): Promise<{ messageId: string }>;
}
