package org.alignersquad.train.inspectors;

import java.util.List;
import org.alignersquad.models.inspector.Calibration;

/** How log-odds become probabilities, fitted on validation rows. */
public enum CalibrationMethod {
    /** A temperature and a shift: two numbers, right for few validation rows. */
    TEMPERATURE {
        @Override
        Calibration fit(List<Scored> rows) {
            return Platt.fit(rows);
        }
    },
    /** A rising curve of any shape, for a thousand validation rows or more. */
    ISOTONIC {
        @Override
        Calibration fit(List<Scored> rows) {
            return Isotonic.fit(rows);
        }
    };

    /** @param rows scores are log-odds */
    abstract Calibration fit(List<Scored> rows);
}
