/**
 * Flat files by schemas with the annotations of BizTalk's flat file extension: a delimited or
 * positional text becomes XML and XML becomes such a text (reference/workflows.md §4.11). What of
 * the annotations is not known is refused by its name.
 */
@NullMarked
package io.trunkline.workflows.transform.flatfile;

import org.jspecify.annotations.NullMarked;
