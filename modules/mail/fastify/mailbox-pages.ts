import { type Html, html } from '@quartet/platform/html';
import type { ReceivedMail } from '@quartet/platform/mail';

const REFRESH_SECONDS = 5;

interface Page {
  title: string;
  head?: Html;
  body: Html;
}

/** The list, which looks for new mails by itself. */
export function mailboxPage(mails: ReceivedMail[], recipient: string | undefined): Page {
  return {
    title: 'Development mailbox',
    head: html`<meta http-equiv="refresh" content="${REFRESH_SECONDS}">`,
    body: html`<h1>Development mailbox</h1>
<p class="muted">Mails of this installation end here instead of leaving. The page refreshes itself.</p>
${recipient ? html`<p>To ${recipient} only. <a href="/dev/mailbox">Show all</a></p>` : ''}
${mails.length === 0 ? html`<p class="empty">No mail yet.</p>` : html`<ul class="mails">${mails.map(entry)}</ul>`}`,
  };
}

function entry(mail: ReceivedMail): Html {
  return html`<li><a href="/dev/mailbox/${mail.id}"><strong>${mail.subject}</strong><span>${mail.to}</span>${time(mail)}</a></li>
`;
}

/** One mail: its links, its HTML in a frame of its own, its text. */
export function mailPage(mail: ReceivedMail): Page {
  return {
    title: mail.subject,
    body: html`<p><a href="/dev/mailbox">← All mails</a></p>
<h1>${mail.subject}</h1>
<dl>
<dt>From</dt><dd>${mail.from}</dd>
<dt>To</dt><dd><a href="/dev/mailbox?recipient=${encodeURIComponent(mail.to)}">${mail.to}</a></dd>
<dt>Received</dt><dd>${time(mail)}</dd>
</dl>
<iframe title="The mail as HTML" src="/dev/mailbox/${mail.id}/html" sandbox="allow-popups allow-top-navigation-by-user-activation"></iframe>
<h2>As text</h2>
<pre>${textWithLinks(mail)}</pre>`,
  };
}

function textWithLinks({ text, links }: ReceivedMail): Html[] {
  const between = links.reduce<{ parts: Html[]; rest: string }>(
    ({ parts, rest }, link) => {
      const at = rest.indexOf(link);
      const before = html`${rest.slice(0, at)}<a href="${link}">${link}</a>`;
      return { parts: parts.concat(before), rest: rest.slice(at + link.length) };
    },
    { parts: [], rest: text },
  );
  return [...between.parts, html`${between.rest}`];
}

function time({ receivedAt }: ReceivedMail): Html {
  const iso = receivedAt.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}
