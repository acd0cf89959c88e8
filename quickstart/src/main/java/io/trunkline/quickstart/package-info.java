/**
 * Drives the example {@code order-fulfilment} along the main path with clients that Trunkline did
 * not write: azure-identity, azure-messaging-servicebus, azure-messaging-eventgrid,
 * azure-storage-blob, {@code @azure/service-bus} and plain HTTP. The node runs in a process of its
 * own, as a user would start it.
 */
package io.trunkline.quickstart;
