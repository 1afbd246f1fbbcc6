// {"want":["error:exit"],"stderr_has":["Cannot find package 'lodash' imported from /work/main.js","Only the modules of Node.js and the files of the program are available."],"about":"a package that is not there, from an ES module"}
import _ from 'lodash';
