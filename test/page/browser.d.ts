// What the functions that run inside the page use. The DOM's own types would take the place of Node's everywhere.
declare const document: any;
declare const getComputedStyle: any;
declare const DataTransfer: any;
declare const MutationObserver: any;
declare const requestAnimationFrame: any;
declare const localStorage: any;
declare const output: any;
declare const ide: any;
