/** Who may do what to which container, and the operations themselves. */
package io.trunkline.blobs.service;
