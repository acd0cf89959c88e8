/**
 * What clients and rooms may ask of the tree: who may, which type's rules hold, which command does
 * it. The ports that other rooms implement stand here as well.
 */
package io.trunkline.resources.service;
