/** Mail over SMTP. */
@NullMarked
package io.trunkline.connectors.mail;

import org.jspecify.annotations.NullMarked;
