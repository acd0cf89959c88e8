/**
 * What identity does with its directory: issue tokens, check them, decide who may do what, and turn
 * requests into commands.
 */
package io.trunkline.identity.service;
