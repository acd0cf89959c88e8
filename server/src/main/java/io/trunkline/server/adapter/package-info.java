/**
 * The wires between neighbours: each class implements a small interface that one room declares with
 * what another room offers.
 */
package io.trunkline.server.adapter;
