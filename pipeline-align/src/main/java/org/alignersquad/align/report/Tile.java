package org.alignersquad.align.report;

/**
 * A headline figure.
 *
 * @param value as shown
 * @param detail what it is made of, in a few words
 */
record Tile(String label, String value, String detail) {}
