// util.parseArgs: command-line arguments by the options that a program knows.
'use strict';

const {
  codes: {
    ERR_INVALID_ARG_VALUE,
    ERR_PARSE_ARGS_INVALID_OPTION_VALUE,
    ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL,
    ERR_PARSE_ARGS_UNKNOWN_OPTION,
  },
} = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { getOfOption, getOwn, tokenize } = require('internal/util/parse_args/tokens');
const {
  validateArray,
  validateBoolean,
  validateBooleanArray,
  validateObject,
  validateString,
  validateStringArray,
  validateUnion,
} = require('internal/validators');

// An arrow function: parseArgs is no constructor, and its config may be left out.
const parseArgs = (config = {}) => {
  const args = getOwn(config, 'args') ?? mainArguments();
  const strict = getOwn(config, 'strict') ?? true;
  const allowPositionals = getOwn(config, 'allowPositionals') ?? !strict;
  const returnTokens = getOwn(config, 'tokens') ?? false;
  const allowNegative = getOwn(config, 'allowNegative') ?? false;
  const options = getOwn(config, 'options') ?? { __proto__: null };
  validateArray(args, 'args');
  validateBoolean(strict, 'strict');
  validateBoolean(allowPositionals, 'allowPositionals');
  validateBoolean(returnTokens, 'tokens');
  validateBoolean(allowNegative, 'allowNegative');
  validateObject(options, 'options');
  for (const [name, option] of Object.entries(options)) validateOption(option, `options.${name}`);

  const tokens = tokenize(args, options);
  const values = { __proto__: null };
  const positionals = [];
  for (const token of tokens) {
    if (token.kind === 'option') {
      if (strict) {
        checkIsKnown(token, options, allowPositionals, allowNegative);
        checkIsClear(token);
      }
      store(token, options, values, allowNegative);
    } else if (token.kind === 'positional') {
      if (!allowPositionals) throw new ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL(token.value);
      positionals.push(token.value);
    }
  }
  for (const [name, option] of Object.entries(options)) {
    const value = getOwn(option, 'default');
    if (value !== undefined && values[name] === undefined && name !== '__proto__') values[name] = value;
  }
  return returnTokens ? { values, positionals, tokens } : { values, positionals };
};

function mainArguments() {
  // With --eval and --print there is no script among the arguments.
  return process.argv.slice(getOptionValue('--eval') ? 1 : 2);
}

function validateOption(option, name) {
  validateObject(option, name);
  const type = getOwn(option, 'type');
  validateUnion(type, `${name}.type`, ['string', 'boolean']);
  if (Object.hasOwn(option, 'short')) {
    const { short } = option;
    validateString(short, `${name}.short`);
    if (short.length !== 1) throw new ERR_INVALID_ARG_VALUE(`${name}.short`, short, 'must be a single character');
  }
  const multiple = getOwn(option, 'multiple');
  if (Object.hasOwn(option, 'multiple')) validateBoolean(multiple, `${name}.multiple`);
  const value = getOwn(option, 'default');
  if (value === undefined) return;
  const validateOne = type === 'string' ? validateString : validateBoolean;
  const validateMany = type === 'string' ? validateStringArray : validateBooleanArray;
  (multiple ? validateMany : validateOne)(value, `${name}.default`);
}

// In strict mode options must be known, with a value if they take one, without if they do not.
function checkIsKnown(token, options, allowPositionals, allowNegative) {
  let { name } = token;
  if (!Object.hasOwn(options, name)) {
    const positive = allowNegative && name.startsWith('no-') ? name.slice('no-'.length) : undefined;
    if (positive === undefined || getOfOption(options, positive, 'type') !== 'boolean') {
      throw new ERR_PARSE_ARGS_UNKNOWN_OPTION(token.rawName, allowPositionals);
    }
    name = positive;
  }
  const short = getOfOption(options, name, 'short');
  const type = getOfOption(options, name, 'type');
  const names = `${short ? `-${short}, ` : ''}--${name}`;
  if (type === 'string' && typeof token.value !== 'string') {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${names} <value>' argument missing`);
  }
  if (type === 'boolean' && token.value != null) {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${names}' does not take an argument`);
  }
}

// In strict mode a value that looks like an option must be joined to its own.
function checkIsClear({ inlineValue, name, rawName, value }) {
  if (inlineValue || value == null || value.length < 2 || value[0] !== '-') return;
  const example = rawName.startsWith('--') ? `'${rawName}=-XYZ'` : `'--${name}=-XYZ' or '${rawName}-XYZ'`;
  throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(
    `Option '${rawName}' argument is ambiguous.\n` +
    `Did you forget to specify the option argument for '${rawName}'?\n` +
    `To specify an option argument starting with a dash use ${example}.`);
}

// What an option is given counts, not its type: without strict mode they may differ.
function store(token, options, values, allowNegative) {
  if (token.name === '__proto__') return;
  let value = token.value ?? true;
  if (allowNegative && token.value === undefined && token.name.startsWith('no-')) {
    token.name = token.name.slice('no-'.length);
    value = false;
  }
  const { name } = token;
  if (!getOfOption(options, name, 'multiple')) {
    values[name] = value;
  } else if (values[name]) {
    values[name].push(value);
  } else {
    values[name] = [value];
  }
}

module.exports = { parseArgs };
