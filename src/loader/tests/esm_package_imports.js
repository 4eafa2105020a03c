import './fixtures/typed/imports.js';
