package rooms

import "embed"

// Static has the scripts of the pages, in the folder static. Pages load static/call.js or static/devices.js, which are
// modules that import the others by relative addresses, so that all are to be served from one folder.
//
//go:embed static/*.js
var Static embed.FS
