const form = document.querySelector('form');
const status = form.querySelector('[role=status]');
const button = form.querySelector('button');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  button.disabled = true;
  show('', 'One moment …');
  try {
    const answer = await post();
    if (answer.ok) showDone();
    else await showRefusal(answer);
  } catch {
    show('refused', 'The server could not be reached. Please try again.');
  }
  button.disabled = false;
});

function post() {
  const token = new URLSearchParams(location.search).get('token') ?? '';
  return fetch(form.dataset.action, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, ...Object.fromEntries(new FormData(form)) }),
  });
}

function showDone() {
  show('done', form.dataset.done);
  for (const element of form.querySelectorAll('label, input, button')) element.remove();
  history.replaceState(null, '', location.pathname); // the token is used up and need not stay in the history
}

async function showRefusal(answer) {
  if (answer.status === 401 && form.dataset.signIn) return show('refused', form.dataset.signIn);
  const problem = await answer.json().catch(() => ({}));
  const fields = (problem.errors ?? []).map(({ message }) => message).join(' ');
  show(
    'refused',
    [problem.detail ?? problem.title ?? `The server answered ${answer.status}.`, fields].join(' '),
  );
}

function show(outcome, text) {
  status.className = outcome;
  status.textContent = text;
}
