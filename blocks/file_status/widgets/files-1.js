/** Files in the header's panel: in how many of them something is asked. No name of a file stands on another body's page. */
const TAG = "citizen-profile-file-status";
const ASKED = {
  nl: ["In geen dossier moet u nu iets doen.", "In 1 dossier moet u iets doen.", "In # dossiers moet u iets doen."],
  fr: ["Rien à faire pour l’instant dans vos dossiers.", "Un dossier attend quelque chose de vous.", "# dossiers attendent quelque chose de vous."],
  de: ["Zurzeit ist in keinem Vorgang etwas zu tun.", "In 1 Vorgang müssen Sie etwas tun.", "In # Vorgängen müssen Sie etwas tun."],
  en: ["There is nothing to do in your files now.", "1 file asks something of you.", "# files ask something of you."],
};

class Files extends HTMLElement {
  set data({ language, count }) {
    const words = ASKED[language][Math.min(count, 2)].replace("#", count > 99 ? "99+" : count);
    if (this.textContent === words) return;
    const line = document.createElement("p");
    line.textContent = words;
    this.replaceChildren(line);
  }
}

if (!customElements.get(TAG)) customElements.define(TAG, Files);
