// Sets the chosen theme before the first paint; loaded in <head> as a classic script for that reason.
try {
  const chosen = localStorage.getItem('nanochat.theme');
  if (chosen === '"light"' || chosen === '"dark"') document.documentElement.dataset.theme = JSON.parse(chosen);
} catch { /* storage is switched off: the system's theme stays */ }
