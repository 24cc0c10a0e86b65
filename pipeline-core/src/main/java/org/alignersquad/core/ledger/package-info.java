/** The answer ledger: every completed teacher answer, kept so that none is paid twice. */
@NullMarked
package org.alignersquad.core.ledger;

import org.jspecify.annotations.NullMarked;
