'use strict';
// ECharts without its types: the kernel would spend half a second and more on reading them.
exports.init = require('echarts').init;
