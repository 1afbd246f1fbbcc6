// {"want":["error:exit"],"stderr_has":["Error: Cannot find module 'lodash'","Only the modules of Node.js and the files of the program are available."],"marks":[2],"about":"a package that is not there"}
const _ = require('lodash');
