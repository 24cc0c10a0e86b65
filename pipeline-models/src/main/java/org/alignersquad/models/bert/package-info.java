/** BERT with a sequence classification head, Devlin et al. 2018. */
@NullMarked
package org.alignersquad.models.bert;

import org.jspecify.annotations.NullMarked;
