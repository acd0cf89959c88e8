/** Databases over JDBC, with the operations of the SQL Server provider. */
@NullMarked
package io.trunkline.connectors.sql;

import org.jspecify.annotations.NullMarked;
