// The client's quick exit. The page works without this file: the exit is a plain link.
// With it, the page is replaced, so that "back" does not lead to it, and Shift pressed three times does the same.
const exit = document.querySelector("[data-exit]");

if (exit) {
	const leave = () => {
		document.documentElement.hidden = true;
		location.replace(exit.href);
	};
	let pressed = [];

	exit.addEventListener("click", (event) => {
		event.preventDefault();
		leave();
	});
	document.addEventListener("keydown", (event) => {
		if (event.key !== "Shift") {
			pressed = [];
		} else if (!event.repeat) {
			pressed = [...pressed, event.timeStamp].filter((at) => event.timeStamp - at < 2000);
			if (pressed.length >= 3) leave();
		}
	});
}
