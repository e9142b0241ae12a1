// Sets the colours before the first paint; the page would flash white in the dark otherwise.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('mainstay.theme');
  } catch (_) {
    chosen = null;
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
