// Lets a signatory draw instead of type. Strokes are points in a box of 600 by 200, kept in a hidden field.
const WIDTH = 600
const HEIGHT = 200

function button (text) {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'govuk-button govuk-button--secondary'
  made.textContent = text
  return made
}

function begin (place) {
  const field = document.getElementById(place.dataset.field)
  const canvas = document.createElement('canvas')
  const open = button(place.dataset.open)
  const clear = button(place.dataset.clear)
  const close = button(place.dataset.close)
  const typed = document.querySelector(place.dataset.instead)
  let strokes = []
  let current = null

  canvas.className = 'pad'
  canvas.width = WIDTH
  canvas.height = HEIGHT
  canvas.setAttribute('role', 'img')
  canvas.setAttribute('aria-label', place.dataset.label)

  const pen = canvas.getContext('2d')
  pen.lineWidth = 4
  pen.lineCap = 'round'
  pen.lineJoin = 'round'
  pen.strokeStyle = '#12304a'

  const point = (event) => {
    const box = canvas.getBoundingClientRect()
    const x = (event.clientX - box.left) * WIDTH / box.width
    const y = (event.clientY - box.top) * HEIGHT / box.height
    return [Math.min(Math.max(x, 0), WIDTH), Math.min(Math.max(y, 0), HEIGHT)].map((value) => Math.round(value * 10) / 10)
  }
  const redraw = () => {
    for (const [start, ...rest] of strokes) {
      pen.beginPath()
      pen.moveTo(...start)
      for (const next of rest) pen.lineTo(...next)
      pen.stroke()
    }
  }
  const keep = () => { field.value = strokes.length ? JSON.stringify(strokes) : '' }

  canvas.addEventListener('pointerdown', (event) => {
    event.preventDefault()
    canvas.setPointerCapture(event.pointerId)
    current = [point(event)]
    strokes.push(current)
    pen.beginPath()
    pen.moveTo(...current[0])
  })
  canvas.addEventListener('pointermove', (event) => {
    if (!current) return
    const next = point(event)
    current.push(next)
    pen.lineTo(...next)
    pen.stroke()
  })
  const end = () => { current = null; keep() }
  canvas.addEventListener('pointerup', end)
  canvas.addEventListener('pointercancel', end)

  const show = (drawing) => {
    for (const part of [canvas, clear, close]) part.hidden = !drawing
    open.hidden = typed.hidden = drawing
  }
  const empty = () => {
    strokes = []
    pen.clearRect(0, 0, WIDTH, HEIGHT)
    keep()
  }
  open.addEventListener('click', () => {
    show(true)
    clear.focus()
  })
  clear.addEventListener('click', empty)
  close.addEventListener('click', () => {
    empty()
    show(false)
    open.focus()
  })
  place.append(open, canvas, clear, close)
  show(false)
  if (field.value) { // the page came back with an error: the drawing is still there
    strokes = JSON.parse(field.value)
    show(true)
    redraw()
  }
}

for (const place of document.querySelectorAll('[data-signature-pad]')) begin(place)
