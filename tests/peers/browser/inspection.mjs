// Functions that run inside of a page.

// Describes the element with the focus; null if it is none of the page's.
export function focused() {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const label = element.labels?.[0]?.innerText;
  return {
    name: (label ?? element.getAttribute('aria-label') ?? element.textContent).replace(/\s+/g, ' ').trim(),
    isVisible: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
      && box.width > 0 && box.top >= 0 && box.bottom <= innerHeight + 1,
  };
}

// Returns problems of the page as it is now.
export function audit() {
  const problems = [];
  const check = (is, problem) => { if (!is) problems.push(problem); };
  const all = (selector) => [...document.querySelectorAll(selector)];

  check(document.documentElement.lang, 'the page has no language');
  check(document.title, 'the page has no title');
  check(all('main').length === 1, 'the page needs one `main`');
  check(all('h1').length === 1, 'the page needs one `h1`');
  let level = 0;
  for (const heading of all('h1, h2, h3, h4')) {
    const next = Number(heading.tagName[1]);
    check(next <= level + 1, `the heading "${heading.innerText}" skips a level`);
    level = next;
  }
  const ids = all('[id]').map((element) => element.id);
  check(new Set(ids).size === ids.length, 'an id appears twice');
  for (const input of all('input:not([type=hidden]), select, textarea')) {
    check(input.labels?.length, `the field \`${input.name}\` has no label`);
    check(input.autocomplete, `the field \`${input.name}\` has no \`autocomplete\``);
    for (const id of (input.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean)) {
      check(document.getElementById(id), `the description #${id} is missing`);
    }
  }
  for (const image of all('svg, img')) {
    check(image.getAttribute('aria-label') || image.getAttribute('alt'), 'an image has no text');
  }
  check(document.documentElement.scrollWidth <= innerWidth, `the page is wider than ${innerWidth} pixels`);
  for (const control of all('button, .button, header a, input:not([type=hidden])')) {
    const box = control.getBoundingClientRect();
    // WCAG 2.2, 2.5.8.
    check(box.height >= 24 || box.height === 0, `"${control.textContent.trim()}" is ${box.height} pixels high`);
  }

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([red, green, blue]) => {
    const linear = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.textContent.trim();
    if (!text || element.closest('.hidden, svg') || !element.checkVisibility()) continue;
    const lights = [rgba(getComputedStyle(element).color), background(element)].map(luminance);
    const ratio = (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
    check(ratio >= 4.5, `the contrast of "${text.slice(0, 40)}" is ${ratio.toFixed(2)}`);
  }
  return problems;
}
