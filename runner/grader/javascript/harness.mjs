// Answers the grader's questions, read from descriptor 3, on descriptor 4, by calling the task's driver.
//
// Runs in the child, beside candidate code: nothing here is a defence, and nothing is known here but inputs. What it
// uses is taken before the candidate is loaded, so that a candidate which patches the language meets its own patches.

import fs from "node:fs";
import util from "node:util";

const { readSync, writeSync } = fs;
const { isPromise, isProxy } = util.types;
const { parse, stringify } = JSON;
const { isArray, prototype: ARRAY } = Array;
const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn, prototype: OBJECT } = Object;
const { ownKeys } = Reflect;
const { isSafeInteger, isInteger, isFinite } = Number;
const QUESTIONS = 3;
const ANSWERS = 4;

class NotPlainError extends Error {}

/** The JSON text of a value that is plain all through; hooks such as toJSON, getters and proxies are not plain. */
function written(value) {
  switch (typeof value) {
    case "boolean":
    case "bigint":
      return `${value}`;
    case "number":
      return number(value);
    case "string":
      return stringify(value);
    case "object":
      return value === null ? "null" : composite(value);
    default:
      throw new NotPlainError(typeof value);
  }
}

/** A whole number up to 2^53 is written as an integer; one beyond, which is not exact, as a float. */
function number(value) {
  if (!isFinite(value)) throw new NotPlainError("a number that is not finite");
  const text = `${value}`;
  return isInteger(value) && !isSafeInteger(value) && !/[.e]/.test(text) ? `${text}.0` : text;
}

function composite(value) {
  const prototype = isProxy(value) ? undefined : getPrototypeOf(value);
  if (isArray(value) && prototype === ARRAY) {
    let text = "";
    for (let index = 0; index < value.length; index++) text += `${index ? "," : ""}${field(value, `${index}`)}`;
    return `[${text}]`;
  }
  if (isArray(value) || (prototype !== OBJECT && prototype !== null)) throw new NotPlainError("an object of a class");
  let text = "";
  for (const key of ownKeys(value)) {
    if (typeof key === "symbol") throw new NotPlainError("a symbol");
    text += `${text ? "," : ""}${stringify(key)}:${field(value, key)}`;
  }
  return `{${text}}`;
}

function field(owner, key) {
  const descriptor = getOwnPropertyDescriptor(owner, key);
  if (!descriptor?.enumerable || !hasOwn(descriptor, "value")) throw new NotPlainError("a hole or an accessor");
  return written(descriptor.value);
}

/** An integer that a Number cannot hold exactly arrives as a BigInt. */
function revived(_key, value, { source }) {
  return typeof value === "number" && !isSafeInteger(value) && /^-?\d+$/.test(source) ? BigInt(source) : value;
}

function nameOf(error) {
  try {
    const { name } = error.constructor;
    return typeof name === "string" && /^[\w$]{1,100}$/.test(name) ? name : "Error";
  } catch {
    return "Error";
  }
}

async function answer(calls, name, args) {
  try {
    const said = calls[name](...args);
    return `"value":${written(isPromise(said) ? await said : said)}`;
  } catch (error) {
    return `"raises":${stringify(nameOf(error))}`;
  }
}

function* lines() {
  const buffer = Buffer.alloc(1 << 16);
  let held = [];
  for (let size; (size = readSync(QUESTIONS, buffer, 0, buffer.length, null)) > 0; ) {
    let rest = Buffer.from(buffer.subarray(0, size));
    for (let end; (end = rest.indexOf(10)) >= 0; rest = rest.subarray(end + 1)) {
      yield Buffer.concat([...held, rest.subarray(0, end)]).toString();
      held = [];
    }
    held.push(rest);
  }
}

const questions = lines();
const { calls } = await import("./driver.mjs");
for (const line of questions) {
  const question = parse(line, revived);
  const said = await answer(calls, question.call, question.args);
  let rest = Buffer.from(`{"id":${stringify(question.id)},${said}}\n`);
  while (rest.length) rest = rest.subarray(writeSync(ANSWERS, rest));
}
process.exit(0);
