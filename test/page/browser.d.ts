// Types for the functions that run inside the page. The DOM's own types would replace Node's in all files.
declare const document: any;
declare const getComputedStyle: any;
declare const DataTransfer: any;
declare const MutationObserver: any;
declare const requestAnimationFrame: any;
declare const localStorage: any;
declare const output: any;
declare const ide: any;
