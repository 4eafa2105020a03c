// Express with a parameter and a JSON answer.
'use strict';
const express = require('express');

const app = express();
app.get('/users/:id', (req, res) => res.json({ id: req.params.id, name: 'Ada' }));
const server = app.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
