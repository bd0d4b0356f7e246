// Starts the components that are better with scripts; every page works without.
import { initAll } from './govuk/govuk-frontend.min.js'
import './typing.js'

document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('govuk-frontend-supported')
}
initAll()

// The committee's room: what a mark asks for is opened with it, and Enter in a row does not send the rest.
for (const row of document.querySelectorAll('.room__voice')) {
  const more = row.querySelector('.room__more')
  row.addEventListener('change', (event) => {
    if (event.target.matches('[value="6"], [value="pending"]')) more.open = true
  })
  row.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target.matches('input:not([type="date"])')) event.preventDefault()
  })
}

// A kept page that comes out of the browser's memory (Back) may be old, or of somebody who has signed out since:
// it asks again, as each page does that is not kept.
if ('kept' in document.body.dataset) {
  const [arrival] = performance.getEntriesByType('navigation')
  if (arrival.type === 'back_forward') location.reload()
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload()
  })
}
