// What can be opened between the result and the ponds, by name.

import { drawLucks } from "./lucks.js";
import { drawPlans } from "./plans.js";
import { drawWhy } from "./why.js";

export const PANELS = { lucks: drawLucks, plans: drawPlans, why: drawWhy };
