/**
 * What several rooms' tests need of their neighbours, in the smallest form that works. Used in test
 * scope only; hand-written, since the project has no mocking library.
 */
package io.trunkline.testkit;
