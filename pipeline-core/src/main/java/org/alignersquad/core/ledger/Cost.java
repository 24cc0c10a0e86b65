package org.alignersquad.core.ledger;

import java.io.Serializable;

/**
 * What an answer cost when it was given.
 *
 * @param currency as in {@code USD}
 */
public record Cost(double money, String currency) implements Serializable {}
