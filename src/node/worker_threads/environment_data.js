// The data that a thread gives to every worker that it starts.
'use strict';

const environmentData = new Map();

function setEnvironmentData(key, value) {
  if (value === undefined) environmentData.delete(key);
  else environmentData.set(key, value);
}

function getEnvironmentData(key) {
  return environmentData.get(key);
}

module.exports = { environmentData, getEnvironmentData, setEnvironmentData };
