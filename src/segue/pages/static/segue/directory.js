// Keys in the directory. Without this file the page works by Tab and Enter alone.
// "/" goes to the words; the arrows go up and down through what was found; Enter opens, as on any link.
const words = document.querySelector("#f-words");
const found = [...document.querySelectorAll("#found .name a")];

document.addEventListener("keydown", (event) => {
	if (event.ctrlKey || event.metaKey || event.altKey) return;
	const field = event.target.closest("input:not([type=checkbox]), select, textarea, summary");
	if (event.key === "/" && !field) {
		event.preventDefault();
		words.focus();
		words.select();
		return;
	}
	const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
	if (!step || !found.length || (field && !(field === words && step > 0))) return;
	const at = found.indexOf(document.activeElement);
	if (at < 0 && field !== words) return;
	event.preventDefault();
	(found[at + step] ?? (step < 0 ? words : found[at])).focus();
});
