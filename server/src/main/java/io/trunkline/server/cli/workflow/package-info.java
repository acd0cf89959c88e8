/** {@code trunkline workflow}: runs, tests and explains workflows for those who write them. */
@NullMarked
package io.trunkline.server.cli.workflow;

import org.jspecify.annotations.NullMarked;
