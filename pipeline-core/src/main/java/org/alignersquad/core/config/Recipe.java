package org.alignersquad.core.config;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One job's section of a recipe file, bound and checked.
 *
 * @param section the job's name, which is the section's key in the file
 * @param values the section as a record
 * @param effective the section after the command line's {@code key=value} changes, as it is written beside the output
 */
public record Recipe<R extends Record>(String file, String section, R values, JsonNode effective) {}
