// Asks the device for a passkey with what the page holds, and sends the answer with the page's own form.
const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const known = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }))

async function ask(act, options) {
  options.challenge = toBytes(options.challenge)
  if (act === 'create') {
    options.user.id = toBytes(options.user.id)
    options.excludeCredentials = known(options.excludeCredentials)
    return navigator.credentials.create({ publicKey: options })
  }
  options.allowCredentials = known(options.allowCredentials)
  return navigator.credentials.get({ publicKey: options })
}

function written(credential) {
  const response = {}
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (credential.response[name]) response[name] = toText(credential.response[name])
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response
  })
}

for (const form of document.querySelectorAll('[data-passkey]')) {
  const button = form.querySelector('[data-passkey-button]')
  const trouble = form.querySelector('[data-passkey-trouble]')
  if (!window.PublicKeyCredential) continue
  button.hidden = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    trouble.hidden = true
    try {
      const credential = await ask(form.dataset.passkey, JSON.parse(form.dataset.options))
      form.elements.answer.value = written(credential)
    } catch {
      trouble.hidden = false
      return
    }
    form.submit()
  })
}
