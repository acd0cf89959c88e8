/**
 * Connectors of workflows that a file declares, carried out by Apache Camel.
 *
 * <p>A {@link io.trunkline.camel.Declaration} says for each operation which endpoint it means and
 * how parameters become options, headers and the body. {@link io.trunkline.camel.DeclaredConnector}
 * fills it with a call's values; {@link io.trunkline.camel.CamelRuntime} sends the exchange, or
 * holds what a consumer got until the runs that it starts are committed. Nothing of Camel is loaded
 * before a declared connector is first called.
 */
@NullMarked
package io.trunkline.camel;

import org.jspecify.annotations.NullMarked;
