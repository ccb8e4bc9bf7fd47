// Taking a state of the page along: as a link, or as one file that plays without a server.

import { h } from "./dom.js";
import { question, writeLink } from "./link.js";
import { notice } from "./notice.js";
import { t, words } from "./words.js";

export function makeShare(page) {
  async function copyLink() {
    const link = new URL(writeLink({ ...page.state, code: "" }), location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      notice(t("page.shared"), "good", link);
    } catch {
      notice(`${t("page.link")}: ${link}`, "good", link);
    }
  }

  function exportFile() {
    const query = new URLSearchParams({ ...question(page.state), lang: words.language });
    h("a", { href: `api/export?${query}`, download: "" }).click();
  }

  return { copyLink, exportFile };
}
