// Fetches the bar every other second while the job runs; once it has ended the whole page is loaded, with its report.
(() => {
  const PAUSE = 2000;

  const look = async () => {
    const bar = document.querySelector("[data-job-watch]");
    if (!bar) return;
    try {
      const answer = await fetch(bar.dataset.jobWatch, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (answer.ok) {
        bar.outerHTML = await answer.text();
        if (!document.querySelector("[data-job-watch]")) {
          window.location.reload();
          return;
        }
      }
    } catch {
      // The network is away for a moment; the next look may succeed.
    }
    setTimeout(look, PAUSE);
  };

  setTimeout(look, PAUSE);
})();
