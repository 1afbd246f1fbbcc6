// {"want":["error:exit"],"exit_code":1,"stderr_has":["rejecting a promise which was not handled with .catch()","ERR_UNHANDLED_REJECTION"],"about":"a promise is rejected with something that is no error"}
Promise.reject({ code: 5 });
setTimeout(() => console.log('never'), 1000);
