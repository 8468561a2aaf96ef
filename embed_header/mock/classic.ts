/** The same for a script that is no module, such as what a browser runs before a page: `citizenProfileHeaderMock`. */
import { installMock } from "./install.js";

Object.assign(globalThis, { citizenProfileHeaderMock: { installMock } });
