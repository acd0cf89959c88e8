/** Tests of workflows for JUnit 5 ({@code docs/workflow-tests.md}). */
@NullMarked
package io.trunkline.workflows.junit;

import org.jspecify.annotations.NullMarked;
