// The shop's catalogue as a single-page application: sections and items change the address without a reload.

const ITEMS = [
  { id: "ladoga-3", kind: "tents", image: "tent", name: "Палатка «Ладога 3»", text: "Трое внутри, двое в тамбуре, 2,9 кг", price: "24 900 ₽" },
  { id: "ladoga-2", kind: "tents", image: "tent", name: "Палатка «Ладога 2»", text: "Для двоих и собаки, 2,3 кг", price: "19 900 ₽" },
  { id: "vuoksa-60", kind: "rucksacks", image: "rucksack", name: "Рюкзак «Вуокса 60»", text: "Спина по росту, дождь не страшен", price: "15 400 ₽" },
  { id: "vuoksa-35", kind: "rucksacks", image: "rucksack", name: "Рюкзак «Вуокса 35»", text: "На выходные", price: "9 800 ₽" },
  { id: "iskra", kind: "kitchen", image: "stove", name: "Горелка «Искра»", text: "Литр воды за три с половиной минуты", price: "3 200 ₽" },
  { id: "svetlyak", kind: "light", image: "lantern", name: "Фонарь «Светляк»", text: "Сорок часов тёплого света", price: "2 700 ₽" },
];
const SECTIONS = { all: "Всё", tents: "Палатки", rucksacks: "Рюкзаки", kitchen: "Кухня", light: "Свет" };

const heading = document.getElementById("heading");
const sections = document.getElementById("sections");
const shelf = document.getElementById("shelf");

/** An element with its attributes and children. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const link = (query, attributes, ...children) => make("a", { href: `catalog${query}`, "data-inside": "", ...attributes }, ...children);
const picture = ({ image }, width) => make("img", { src: `img/${image}.svg`, alt: "", width, height: Math.round(width * 0.6875) });
const price = (item, name = "price") => make("span", { class: name }, item.price);

function card(item) {
  return make("li", {}, link(`?item=${item.id}`, { class: "card" }, picture(item, 320), make("b", {}, item.name), make("span", {}, item.text), price(item)));
}

function itemPage(item) {
  const back = link("", { class: "quiet" }, "Ко всему каталогу");
  const text = make("div", {}, make("p", { class: "lead" }, item.text), make("p", {}, price(item, "price big")), make("p", {}, back));
  return make("article", { class: "product" }, picture(item, 560), text);
}

/** Draws what the address says. */
function draw() {
  const query = new URLSearchParams(location.search);
  const item = ITEMS.find(({ id }) => id === query.get("item"));
  const section = query.get("section") in SECTIONS ? query.get("section") : "all";
  const title = item ? item.name : section === "all" ? "Каталог" : SECTIONS[section];
  heading.textContent = title;
  document.title = `${title} — Привал`;
  sections.replaceChildren(
    ...Object.entries(SECTIONS).map(([key, name]) =>
      link(key === "all" ? "" : `?section=${key}`, !item && key === section ? { "aria-current": "page" } : {}, name),
    ),
  );
  const shown = ITEMS.filter(({ kind }) => section === "all" || kind === section);
  shelf.replaceChildren(item ? itemPage(item) : make("ul", { class: "grid" }, ...shown.map(card)));
}

document.addEventListener("click", (event) => {
  const inside = event.target.closest("a[data-inside]");
  if (!inside || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", inside.href);
  draw();
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
});
addEventListener("popstate", draw);
draw();
