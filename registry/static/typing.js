// What was typed is not lost: it stays when the page is read on in the other language, and leaving a form
// marked `data-unsaved` half filled in is asked about. What is confirmed (`data-afresh`) is confirmed anew.
const PREFIX = 'typed '
const UNKEPT = new Set(['hidden', 'password', 'file', 'submit', 'button'])

const key = PREFIX + location.pathname
const inputs = () => [...document.querySelectorAll('main form [name]')].filter((input) =>
  !UNKEPT.has(input.type) && input.autocomplete !== 'one-time-code' && !('afresh' in input.dataset))
const ticks = (input) => input.type === 'checkbox' || input.type === 'radio'

function restore (kept) {
  const found = inputs()
  if (kept.length !== found.length) return // another page than it was
  found.forEach((input, place) => {
    if (ticks(input)) input.checked = kept[place]
    else input.value = kept[place]
  })
}

const kept = sessionStorage.getItem(key)
for (const name of Object.keys(sessionStorage)) {
  if (name.startsWith(PREFIX)) sessionStorage.removeItem(name)
}
if (kept) restore(JSON.parse(kept))

let unsaved = false
for (const form of document.querySelectorAll('form')) {
  if ('unsaved' in form.dataset) form.addEventListener('change', () => { unsaved = true })
  form.addEventListener('submit', () => {
    unsaved = false
    if (!('language' in form.dataset)) return
    const values = inputs().map((input) => ticks(input) ? input.checked : input.value)
    sessionStorage.setItem(key, JSON.stringify(values))
  })
}
addEventListener('beforeunload', (event) => { if (unsaved) event.preventDefault() })
