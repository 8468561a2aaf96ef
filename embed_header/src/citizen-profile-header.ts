/** Register the element; a page that loads the module twice keeps the first. */
import { CitizenProfileHeader } from "./element.js";

if (!customElements.get("citizen-profile-header")) {
  customElements.define("citizen-profile-header", CitizenProfileHeader);
}
