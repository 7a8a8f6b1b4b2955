// Sets the chosen theme before the first paint, and the browser's own bar with it; loaded in <head> as a classic script for that reason.
{
	const root = document.documentElement;
	const bars = [...document.querySelectorAll('[name="theme-color"]')];
	const [light, dark] = bars.map((bar) => bar.content);
	new MutationObserver(() => {
		const { theme } = root.dataset;
		bars.forEach((bar, i) => { bar.content = (theme ? theme === 'dark' : i) ? dark : light; });
	}).observe(root, { attributeFilter: ['data-theme'] });
	try {
		const chosen = JSON.parse(localStorage.getItem('nanochat.theme'));
		if (chosen) root.dataset.theme = chosen;
	} catch { /* storage is switched off: the system's theme stays */ }
}
