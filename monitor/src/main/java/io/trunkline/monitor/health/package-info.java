/** Whether the node lives and whether it accepts work. */
package io.trunkline.monitor.health;
