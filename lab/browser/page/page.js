// textual.js starts the terminal when the page is loaded, from what its element says. Here is what it leaves to be done.
(() => {
  const start = window.onload;
  window.onload = async (event) => {
    const terminal = document.getElementById("terminal");
    terminal.dataset.fontSize = new URLSearchParams(location.search).get("fontsize") ?? "16";
    terminal.dataset.sessionWebsocketUrl = new URL("ws", location.href).href.replace(/^http/, "ws").split("?")[0];
    // The terminal measures its font once, and keeps the pictures of its letters: the fonts must be there before.
    await Promise.all([...document.fonts].map((font) => font.load()));
    // Keys go to whatever has the focus; before the first drawing there is no connection that could be told of it.
    new MutationObserver((_, observer) => {
      if (document.body.classList.contains("-first-byte")) {
        observer.disconnect();
        terminal.querySelector("textarea").focus();
      }
    }).observe(document.body, { attributeFilter: ["class"] });
    document.querySelector("#closed button").onclick = () => location.reload();
    start(event);
  };
})();
