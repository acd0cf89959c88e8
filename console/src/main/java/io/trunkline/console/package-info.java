/**
 * The web console: static files that a browser runs. It knows a node only through the interfaces
 * that every client uses, with the token of whoever signs in.
 */
package io.trunkline.console;
