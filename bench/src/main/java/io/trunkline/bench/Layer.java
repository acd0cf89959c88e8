package io.trunkline.bench;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Something that makes commands durable.
 *
 * @param submit takes a command; the future completes once it is durable
 */
record Layer(String name, Function<byte[], ? extends CompletionStage<?>> submit) {}
