import { type Html, html } from '@quartet/platform/html';

/** What a mail says, before it is put into text and HTML. */
export interface Letter {
  subject: string;
  paragraphs: string[];
  /** The one thing to do. */
  action?: { label: string; url: string };
  /** The small print below. */
  note: string;
}

/** What every letter may speak of beside its own values. */
export interface LetterContext {
  /** Where links lead. */
  appUrl: string;
  productName: string;
}

/** The mail as text and as HTML, with the same words. */
export function renderLetter(
  letter: Letter,
  context: LetterContext,
): { subject: string; text: string; html: string } {
  return {
    subject: letter.subject,
    text: letterText(letter, context),
    html: letterHtml(letter, context).toString(),
  };
}

function letterText(letter: Letter, { productName }: LetterContext): string {
  const action = letter.action ? [`${letter.action.label}:\n${letter.action.url}`] : [];
  return `${['Hello,', ...letter.paragraphs, ...action, letter.note, `-- \n${productName}`].join('\n\n')}\n`;
}

/** One column, styles inline (mail programs drop others), nothing loaded from anywhere. */
function letterHtml(letter: Letter, { productName }: LetterContext): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${letter.subject}</title>
</head>
<body style="margin:0;padding:24px 16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
<div style="max-width:560px;margin:0 auto">
<p style="margin:0 0 24px;font-weight:600">${productName}</p>
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${letter.subject}</h1>
${letter.paragraphs.map((paragraph) => html`<p style="margin:0 0 16px">${paragraph}</p>\n`)}
${letter.action ? actionHtml(letter.action) : ''}
<p style="margin:24px 0 0;font-size:14px;opacity:0.75">${letter.note}</p>
</div>
</body>
</html>
`;
}

function actionHtml({ label, url }: { label: string; url: string }): Html {
  return html`<p style="margin:24px 0"><a href="${url}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#1d4ed8;color:#ffffff;font-weight:600;text-decoration:none">${label}</a></p>
<p style="margin:0 0 16px;font-size:14px">Or open this address:<br><a href="${url}" style="word-break:break-all">${url}</a></p>`;
}
