import { describe, expect, it } from 'vitest';
import { html } from './index.ts';

describe('html', () => {
  it('shows values as the text they are, in elements and in quoted attributes', () => {
    const name = `"><script>alert('&')</script>`;
    const shown = '&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;';
    expect(String(html`<a title="${name}">${name}</a>`)).toBe(`<a title="${shown}">${shown}</a>`);
  });

  it('takes in other markup, and lists of it, unchanged', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
    expect(String(html`<ul>${items}</ul>${7}`)).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>7');
  });
});
