/** What a node promised before {@code kill -9} it keeps after the next start. */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.crash;
