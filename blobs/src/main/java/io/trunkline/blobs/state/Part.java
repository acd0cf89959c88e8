package io.trunkline.blobs.state;

/**
 * A stretch of content.
 *
 * @param upload names the pieces in the store
 * @param pieces how many there are
 * @param pieceBytes bytes in each piece but the last
 * @param length bytes in all of them
 */
public record Part(String upload, int pieces, int pieceBytes, long length) {}
