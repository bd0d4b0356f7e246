// Looks every other second whether what the page waits for has come, and then shows it; without scripts the page
// is loaded anew by itself.
const waits = document.querySelector('[data-waits]')
const EVERY = 2000

async function look() {
  try {
    const answer = await fetch(location.href, { cache: 'no-store' })
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const still = page.querySelector('[data-waits]')
    if (!still && answer.status < 500) return location.reload()
    if (still && still.textContent !== waits.textContent) waits.textContent = still.textContent
  } catch {
    // the line is down for a moment
  }
  setTimeout(look, EVERY)
}

setTimeout(look, EVERY)
