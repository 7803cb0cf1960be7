import assert from "node:assert/strict";
import { test } from "node:test";

import { clamp } from "../src/clamp.js";

test("within", () => assert.equal(clamp(50, 20, 80), 50));
test("above", () => assert.equal(clamp(95, 20, 80), 80));
