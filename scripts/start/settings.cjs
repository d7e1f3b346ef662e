// Node-RED's settings for `npm start`: loopback only, no questions asked, nothing sent anywhere.
module.exports = {
  uiHost: "127.0.0.1",
  flowFile: "flows.json",
  flowFilePretty: true,
  // The demonstration's secrets are in scripts/start/flow.mts anyway.
  credentialSecret: false,
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false },
  logging: { console: { level: "info", metrics: false, audit: false } },
}

// Should the script that started this process die without a word, its end of the channel closes.
process.once("disconnect", () => process.emit("SIGTERM"))
