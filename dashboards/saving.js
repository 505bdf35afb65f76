// Two buttons that save the chart named in `data` as a picture. The browser makes it; nothing leaves the machine.
const SCALE = 2

function drawn(chart) {
  const svg = document.querySelector(`.st-key-${CSS.escape(chart)} svg.marks`)
  if (svg === null) return null
  const copy = svg.cloneNode(true)
  const { width, height } = svg.getBoundingClientRect()
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg")
  copy.setAttribute("width", width)
  copy.setAttribute("height", height)
  const page = document.createElementNS("http://www.w3.org/2000/svg", "rect")
  page.setAttribute("width", "100%")
  page.setAttribute("height", "100%")
  page.setAttribute("fill", getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor)
  copy.insertBefore(page, copy.firstChild)
  return { text: new XMLSerializer().serializeToString(copy), width, height }
}

function save(blob, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10000)
}

function saveSvg(chart) {
  const found = drawn(chart)
  if (found) save(new Blob([found.text], { type: "image/svg+xml" }), `${chart}.svg`)
}

function savePng(chart) {
  const found = drawn(chart)
  if (!found) return
  const image = new Image()
  image.onload = () => {
    const canvas = document.createElement("canvas")
    canvas.width = SCALE * found.width
    canvas.height = SCALE * found.height
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
    canvas.toBlob((blob) => save(blob, `${chart}.png`), "image/png")
  }
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(found.text)}`
}

export default function ({ data, parentElement }) {
  parentElement.querySelector("#png").onclick = () => savePng(data.chart)
  parentElement.querySelector("#svg").onclick = () => saveSvg(data.chart)
}
