// Runs in the page: reads it as somebody with eyes would, and leaves what it found in an element of its own.
//
// Text must stand out against what it lies on (WCAG 2.1, 1.4.3: 4.5 to 1), lie within its chart, and not lie on
// other text; the page's own script must have run, and nothing may come from elsewhere.
'use strict';

addEventListener('load', () => {
  const problems = [];
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((channel) => {
      const value = channel / 255;
      return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      const [, , , alpha = 1] = channels(color);
      if (alpha > 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const ownText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
  const texts = [...document.body.querySelectorAll('*')].filter((element) =>
    element.tagName !== 'SCRIPT' && ownText(element));
  for (const element of texts) {
    const style = getComputedStyle(element);
    const color = element instanceof SVGElement ? style.fill : style.color;
    const found = contrast(color, ground(element));
    if (found < 4.5) problems.push(`${found.toFixed(2)} to 1: ${element.textContent.trim().slice(0, 40)}`);
  }
  for (const svg of document.querySelectorAll('svg')) {
    const room = svg.getBoundingClientRect();
    const boxes = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
    boxes.forEach(([text, box], at) => {
      const fits = box.left >= room.left - 1 && box.right <= room.right + 1 && box.top >= room.top - 1 &&
        box.bottom <= room.bottom + 1;
      if (!fits) problems.push(`outside of its chart: ${text}`);
      for (const [other, place] of boxes.slice(at + 1)) {
        const apart = box.right <= place.left + 1 || place.right <= box.left + 1 || box.bottom <= place.top + 4 ||
          place.bottom <= box.top + 4;
        if (!apart) problems.push(`on one another: ${text} and ${other}`);
      }
    });
  }
  for (const path of document.querySelectorAll('path[d], line')) {
    if (/NaN|Infinity/.test(path.outerHTML)) problems.push(`no place: ${path.outerHTML.slice(0, 80)}`);
  }
  const foreign = performance.getEntriesByType('resource').map((entry) => entry.name);
  const scripted = [...document.querySelectorAll('.chart')].filter((chart) => chart.querySelector('.tip')).length;
  const first = document.querySelector('.chart');
  const svg = first.querySelector('svg');
  const { left, top, width, height } = svg.getBoundingClientRect();
  svg.dispatchEvent(new PointerEvent('pointermove', { clientX: left + width / 2, clientY: top + height / 2 }));
  const report = document.createElement('pre');
  report.id = 'audit';
  report.textContent = JSON.stringify({
    problems,
    foreign,
    scripted,
    charts: document.querySelectorAll('svg').length,
    tip: first.querySelector('.tip').textContent,
    dark: luminance(getComputedStyle(document.documentElement).backgroundColor) < 0.2,
    wide: document.documentElement.scrollWidth > innerWidth,
  });
  document.body.append(report);
});
