/**
 * The Standard form of workflows: an app is a folder of files with one folder for each workflow
 * (reference/workflows.md §8).
 */
@NullMarked
package io.trunkline.workflows.standard;

import org.jspecify.annotations.NullMarked;
