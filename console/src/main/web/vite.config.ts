import { defineConfig } from "vite";

// `npm run dev` serves the console with a running node behind it; TRUNKLINE_NODE is that node's address.
const node = process.env.TRUNKLINE_NODE ?? "http://localhost:8080";
const forward = { target: node, changeOrigin: true };

export default defineConfig({
  base: "/console/",
  // Everything in files of their own: the content security policy allows nothing inline.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: {
    proxy: {
      "/subscriptions": forward,
      "/tenants": forward,
      "/trunkline": forward,
      "/health": forward,
      "^/[^/]+/oauth2/": forward,
    },
  },
});
