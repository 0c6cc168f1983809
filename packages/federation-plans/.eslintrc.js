module.exports = require('../../.eslintrc.packages.js')(__dirname);
