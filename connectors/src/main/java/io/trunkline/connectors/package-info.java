/**
 * Connectors of workflows that live outside of the engine: files, SFTP, FTP, blobs, SQL and mail. A
 * node loads them when a workflow first needs one.
 */
@NullMarked
package io.trunkline.connectors;

import org.jspecify.annotations.NullMarked;
