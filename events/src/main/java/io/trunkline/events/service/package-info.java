/** Who publishes, to which topic, and does this webhook want our events. */
package io.trunkline.events.service;
