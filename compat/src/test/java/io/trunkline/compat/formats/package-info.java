/** What earlier versions have written to disk. */
package io.trunkline.compat.formats;
