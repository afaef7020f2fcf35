// Passkeys at the sign-in, and recovery codes as a file. The pages say in words what works without this file.
// A form with data-passkey asks the device for a passkey ("get") or for a new one ("create") and sends the answer.

const bytes = (text) =>
	Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
	btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));

const make = ({ publicKey }) =>
	navigator.credentials.create({
		publicKey: {
			...publicKey,
			challenge: bytes(publicKey.challenge),
			user: { ...publicKey.user, id: bytes(publicKey.user.id) },
			excludeCredentials: named(publicKey.excludeCredentials),
			// Kept on the device and opened by its own lock, so that it signs in alone.
			authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
		},
	});

const use = ({ publicKey }) =>
	navigator.credentials.get({
		publicKey: {
			...publicKey,
			challenge: bytes(publicKey.challenge),
			allowCredentials: named(publicKey.allowCredentials),
		},
	});

const answer = (credential) => ({
	id: credential.id,
	rawId: text(credential.rawId),
	type: credential.type,
	clientExtensionResults: credential.getClientExtensionResults(),
	response: Object.fromEntries(
		["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
			.filter((name) => credential.response[name])
			.map((name) => [name, text(credential.response[name])]),
	),
});

const wished = async (form) => {
	if (form.dataset.wishes) return JSON.parse(form.dataset.wishes);
	const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
	if (!reply.ok) throw new Error(reply.status);
	return (await reply.json()).request_options;
};

for (const form of document.querySelectorAll("[data-passkey]")) {
	if (!window.PublicKeyCredential) break;
	form.hidden = false;
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		const failed = form.querySelector("[data-failed]");
		failed.hidden = true;
		try {
			const credential = await (form.dataset.passkey === "create" ? make : use)(await wished(form));
			form.elements.credential.value = JSON.stringify(answer(credential));
			form.submit();
		} catch (error) {
			failed.textContent = error.name === "InvalidStateError" ? failed.dataset.known : failed.dataset.failed;
			failed.hidden = false;
		}
	});
}

for (const without of document.querySelectorAll("[data-without-passkey]")) without.hidden = !!window.PublicKeyCredential;

for (const button of document.querySelectorAll("[data-save]")) {
	button.parentElement.hidden = false;
	button.addEventListener("click", () => {
		const lines = [...document.querySelectorAll(button.dataset.save)].map((line) => line.textContent);
		const link = document.createElement("a");
		link.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/plain" }));
		link.download = button.dataset.name;
		link.click();
		URL.revokeObjectURL(link.href);
	});
}
